"""The chart itself: painted, pointed at, walked over by keys. It knows no record.

It is never mirrored: the person's right stands at the left of the sheet in every language, as it
does in front of whoever looks at the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from app.core.letters import ascii_digits
from app.core.wording import Wording
from app.rules.chart import Growth, Slot, chart
from app.rules.marks import Mark
from app.rules.skeleton import Side
from app.ui.custody.scan_box import latin_mark
from app.ui.skeleton.brushes import paint
from app.ui.skeleton.outlines import drawn
from app.ui.skeleton.typed import TypedCode
from app.ui.skeleton.walking import nearest
from app.ui.theme import GRID, SMALL_PT, Theme

_KEYS: Mapping[str, Mark | None] = MappingProxyType(
    {
        "1": Mark.PRESENT,
        "2": Mark.PARTIAL,
        "3": Mark.FRAGMENT,
        "4": Mark.ABSENT,
        "5": Mark.HIDDEN,
        "0": None,
    }
)
CYCLE = (Mark.PRESENT, Mark.PARTIAL, Mark.FRAGMENT, Mark.ABSENT, Mark.HIDDEN, None)
_STEPS = MappingProxyType(
    {
        Qt.Key.Key_Left: (-1, 0),
        Qt.Key.Key_Right: (1, 0),
        Qt.Key.Key_Up: (0, -1),
        Qt.Key.Key_Down: (0, 1),
    }
)
_HEAD = Slot("CRA", Side.MIDLINE)
_BOTH = frozenset({Side.LEFT, Side.RIGHT})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_NEAR_PX = 7  # of the screen: how far beside an element a click still means it
_NUMBERS_FROM = 0.5  # scale of the sheet from which the teeth carry their numbers
_CAPTIONS_FROM = 0.5
_SIDE_WORDS = 225  # units of the sheet between the teeth and the head
_MARGIN = GRID


@dataclass(frozen=True, slots=True)
class Reading:
    """What the chart asks of the inventory, place by place."""

    mark_at: Callable[[Slot], Mark | None]
    count_at: Callable[[Slot], int]
    describe: Callable[[Slot], str]


class SkeletonCanvas(QWidget):
    """One chart; `selection` are the elements that the next key marks.

    `selected` says that the selection changed, `marked` carries the mark for it (None: not
    examined), `typing` what was typed of a code. `opened`, `another`, `undone` and `menu_asked`
    (a point of the screen) ask for what stands beside the chart.
    """

    selected = Signal()
    marked = Signal(object)
    typing = Signal(str)
    opened = Signal()
    another = Signal()
    undone = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, say: Wording, theme: Theme, reading: Reading) -> None:
        super().__init__()
        self._say = say
        self._theme = theme
        self._mark_at = reading.mark_at
        self._count_at = reading.count_at
        self._describe = reading.describe
        self._typed = TypedCode()
        self.growth = Growth.ADULT
        self.current = _HEAD
        self.selection: tuple[Slot, ...] = (self.current,)
        self._near = Side.RIGHT
        self._first_marked: Slot | None = None  # by the last press of the mouse
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(GRID * 24, GRID * 18)
        self.setMouseTracking(False)

    # --- what is chosen -------------------------------------------------------------------------

    def show_growth(self, growth: Growth) -> None:
        """Show the chart of an adult or of a child."""
        self.growth = growth
        if self.current not in drawn(growth):
            self.choose((_HEAD,))
        self.update()

    def choose(self, slots: Iterable[Slot]) -> None:
        """Select these elements; the last is where the arrows go on from."""
        self.selection = tuple(dict.fromkeys(slots)) or (self.current,)
        self.current = self.selection[-1]
        if self.current.side in _BOTH:
            self._near = self.current.side
        self.selected.emit()
        self.update()

    def choose_rest(self, region: bool) -> None:  # noqa: FBT001 - bound to keys and buttons
        """Select what is unmarked in the region, or on the whole chart; all of it if nothing is."""
        sheet = chart(self.growth)
        slots = sheet.slots_of(self.current.region) if region else tuple(drawn(self.growth))
        self.choose([slot for slot in slots if self._mark_at(slot) is None] or slots)

    def choose_next(self, step: int = 1) -> None:
        """Select the next element, from head to foot, that is not marked."""
        slots = list(drawn(self.growth))[::step]
        here = slots.index(self.current) + 1 if self.current in slots else 0
        ahead = slots[here:] + slots[:here]
        self.choose([next((slot for slot in ahead if self._mark_at(slot) is None), self.current)])

    # --- keys -----------------------------------------------------------------------------------

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if _is_undo(event) or not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                is_function = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
                if not is_function:
                    event.accept()
                    return True
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            slot = self.slot_near(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._describe(slot) if slot else "", self)
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            self._on_command(event)
        elif modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
        elif event.key() in _STEPS:
            self._end_typing()
            self._walk(_STEPS[Qt.Key(event.key())], extends=bool(modifiers))
        elif not (self._typed.text and self._on_typing(event.key())) and not (
            self._on_action(event.key()) or self._on_text(event)
        ):
            super().keyPressEvent(event)

    def _on_typing(self, key: int) -> bool:
        """What ends or shortens a code; whether the key was one of these."""
        if key == Qt.Key.Key_Backspace:
            self._typed.back()
            self._follow_typing()
            return True
        if key in _ENTER or key == Qt.Key.Key_Escape:
            self._end_typing()
            return True
        return False

    def _on_action(self, key: int) -> bool:
        actions: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Space: lambda: self.marked.emit(self._next_mark()),
            Qt.Key.Key_Delete: lambda: self.marked.emit(None),
            Qt.Key.Key_Backspace: lambda: self.marked.emit(None),
            Qt.Key.Key_Return: self.opened.emit,
            Qt.Key.Key_Enter: self.opened.emit,
            Qt.Key.Key_PageDown: self.choose_next,
            Qt.Key.Key_PageUp: lambda: self.choose_next(-1),
            Qt.Key.Key_Home: lambda: self.choose((_HEAD,)),
        }
        if len(self.selection) > 1:
            actions[Qt.Key.Key_Escape] = lambda: self.choose((self.current,))
        act = actions.get(key)
        if act is None:
            return False
        self._end_typing()
        act()
        return True

    def _on_command(self, event: QKeyEvent) -> None:
        if _is_undo(event):
            self.undone.emit()
        elif event.key() == Qt.Key.Key_A:
            self.choose_rest(region=False)
        elif event.key() == Qt.Key.Key_G:
            self.choose_rest(region=True)
        else:
            super().keyPressEvent(event)

    def _on_text(self, event: QKeyEvent) -> bool:
        typed = ascii_digits(event.text())
        if typed and not typed.isascii():
            typed = latin_mark(event.nativeScanCode(), is_shifted=False) or typed
        if typed == "+":
            self._end_typing()
            self.another.emit()
        elif typed in _KEYS and not self._typed.takes(typed):
            self._end_typing()
            self.marked.emit(_KEYS[typed])
        elif len(typed) == 1 and typed.isascii() and (typed.isalnum() or typed == "-"):
            self._typed.type(typed)
            self._follow_typing()
        else:
            return False
        return True

    def _end_typing(self) -> None:
        if self._typed.text:
            self._typed.end()
            self.typing.emit("")

    def _follow_typing(self) -> None:
        self.typing.emit(self._typed.text)
        near = self._near
        slot = self._typed.slot(near, drawn(self.growth)) if self._typed.text else None
        if slot is not None:
            self.choose((slot,))
        if not self._typed.says_side:
            self._near = near  # a bone that is only passed on the way says no side

    def _walk(self, step: tuple[int, int], *, extends: bool) -> None:
        centres = {slot: one.centre for slot, one in drawn(self.growth).items()}
        here = self.current if self.current in centres else _HEAD
        slot = nearest(here, step, centres)
        if slot is not None:
            self.choose((*self.selection, slot) if extends else (slot,))

    def _next_mark(self) -> Mark | None:
        at = CYCLE.index(self._mark_at(self.current))
        return CYCLE[(at + 1) % len(CYCLE)]

    # --- mouse ----------------------------------------------------------------------------------

    def slot_near(self, at: QPointF) -> Slot | None:
        """The element under a point of the widget, or the one beside it."""
        on_sheet, scale = self._to_sheet().map(at), self.scale
        slots = list(drawn(self.growth).items())[::-1]
        for slot, one in slots:
            if one.area.contains(on_sheet):
                return slot
        for reach in range(1, _NEAR_PX + 1, 2):
            side = reach / scale
            box = QRectF(on_sheet.x() - side, on_sheet.y() - side, 2 * side, 2 * side)
            for slot, one in slots:
                if one.area.intersects(box) or one.echo.intersects(box):
                    return slot
        return None

    def place_of(self, slot: Slot) -> QPointF:
        """A point of the widget that is within the element."""
        one = drawn(self.growth)[slot]
        box, area = one.area.boundingRect(), one.area
        steps = [at / 12 for at in range(1, 12)]
        points = [
            QPointF(box.x() + box.width() * across, box.y() + box.height() * down)
            for down in steps
            for across in steps
        ]
        back, _ = self._to_sheet().inverted()
        inside = [point for point in points if area.contains(point)]
        own = [point for point in inside if self.slot_near(back.map(point)) == slot]
        return back.map((own or inside or [box.center()])[len(own or inside) // 2])

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._end_typing()
        slot = self.slot_near(event.position())
        if slot is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose((*self.selection, slot))
            return
        was_chosen, was_unmarked = self.selection == (slot,), self._mark_at(slot) is None
        self._first_marked = slot if was_unmarked else None
        self.choose((slot,))
        if was_chosen or was_unmarked:
            self.marked.emit(self._next_mark())

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on what was not marked marks it once, as whoever is in a hurry means."""
        if self.slot_near(event.position()) != self._first_marked or self._first_marked is None:
            self.mousePressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            slot = self.slot_near(QPointF(event.pos()))
            if slot is not None and slot not in self.selection:
                self.choose((slot,))
        elif self.current in drawn(self.growth):
            at = self.mapToGlobal(self.place_of(self.current).toPoint())
        self.menu_asked.emit(at)

    # --- the look -------------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """Pixels of the screen for a unit of the sheet."""
        sheet = chart(self.growth)
        return max(
            0.05,
            min(
                (self.width() - 2 * _MARGIN) / sheet.width,
                (self.height() - 2 * _MARGIN) / sheet.height,
            ),
        )

    def _to_sheet(self) -> QTransform:
        return self._to_widget().inverted()[0]

    def _to_widget(self) -> QTransform:
        sheet, scale = chart(self.growth), self.scale
        left = (self.width() - sheet.width * scale) / 2
        top = (self.height() - sheet.height * scale) / 2
        return QTransform(scale, 0, 0, scale, left, top)

    @override
    def sizeHint(self) -> QSize:
        return QSize(GRID * 80, GRID * 72)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end_typing()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, to_widget = self._theme, self._to_widget()
        painter.setTransform(to_widget, combine=True)
        for slot, one in drawn(self.growth).items():
            if not one.echo.isEmpty():
                is_there = self._mark_at(slot) in {Mark.PRESENT, Mark.PARTIAL, Mark.FRAGMENT}
                painter.fillPath(one.echo, theme.colour("accent_soft" if is_there else "surface"))
                painter.strokePath(one.echo, QPen(theme.colour("outline"), 0.6 / self.scale))
        for slot, one in drawn(self.growth).items():
            paint(painter, theme, self._mark_at(slot), one.area, one.detail)
        self._paint_selection(painter)
        painter.resetTransform()
        self._paint_words(painter, to_widget)
        painter.end()

    def _paint_selection(self, painter: QPainter) -> None:
        px = 1 / self.scale
        for slot in self.selection:
            one = drawn(self.growth).get(slot)
            if one is None:
                continue
            painter.strokePath(one.area, QPen(self._theme.colour("surface"), 6 * px))
            painter.strokePath(one.area, QPen(self._theme.colour("ink"), 3 * px))
            paint(painter, self._theme, self._mark_at(slot), one.area, one.detail)
            width = (2.6 if self.hasFocus() else 1.8) * px
            painter.strokePath(one.area, QPen(self._theme.colour("ink"), width))

    def _paint_words(self, painter: QPainter, to_widget: QTransform) -> None:
        sheet, scale = chart(self.growth), self.scale
        font = QFont(self.font())
        font.setPointSizeF(SMALL_PT)
        painter.setFont(font)
        painter.setPen(self._theme.colour("quiet"))
        for caption in sheet.captions if scale >= _CAPTIONS_FROM else ():
            self._write(painter, to_widget.map(QPointF(*caption.at)), self._say(caption.text))
        painter.setPen(self._theme.colour("ink"))
        self._paint_numbers(painter, to_widget)
        for slot, one in drawn(self.growth).items():
            several = self._count_at(slot)
            if several > 1:
                beside = to_widget.map(QPointF(*one.centre)) + QPointF(GRID * 2, -GRID)
                self._write(painter, beside, f"×{several}")
        font.setBold(True)
        painter.setFont(font)
        for side, words in (
            (Side.RIGHT, self._say("RIGHT of the person")),
            (Side.LEFT, self._say("LEFT of the person")),
        ):
            at = to_widget.map(QPointF(*sheet.sides[side]))
            box = self._beside_sheet(side, at.y())
            if scale < _CAPTIONS_FROM and box.width() > _SIDE_WORDS * scale:
                flags = Qt.AlignmentFlag
                towards = flags.AlignRight if side is Side.RIGHT else flags.AlignLeft
                wrapped = flags.AlignAbsolute | flags.AlignVCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(box, towards | wrapped, words)
            else:
                self._write(painter, at, words, width=_SIDE_WORDS * scale)

    def _beside_sheet(self, side: Side, y: float) -> QRectF:
        """The room between the sheet and the edge of the widget; the person's right is drawn left.

        A small chart leaves none between the teeth and the head.
        """
        width = (self.width() - chart(self.growth).width * self.scale) / 2 - 2 * _MARGIN
        left = _MARGIN if side is Side.RIGHT else self.width() - _MARGIN - width
        return QRectF(left, y - GRID * 3, width, GRID * 6)

    def _paint_numbers(self, painter: QPainter, to_widget: QTransform) -> None:
        """The numbers of the teeth, as far as there is room; that of the one chosen always."""
        taken: list[QRectF] = []
        teeth = [(slot, one) for slot, one in drawn(self.growth).items() if one.label]
        teeth.sort(key=lambda tooth: (tooth[0] != self.current, _apart(tooth[0].bone)))
        for slot, one in teeth:
            at = to_widget.map(QPointF(*(one.label or one.centre)))
            box = QRectF(at.x() - GRID, at.y() - GRID * 0.8, GRID * 2, GRID * 1.6)
            is_chosen = slot == self.current
            if is_chosen or (
                self.scale >= _NUMBERS_FROM and not any(box.intersects(other) for other in taken)
            ):
                taken.append(box)
                self._write(painter, at, slot.bone[1:])

    def _write(
        self, painter: QPainter, at: QPointF, words: str, width: float = GRID * 24.0
    ) -> None:
        box = QRectF(at.x() - width / 2, at.y() - GRID * 3, width, GRID * 6)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)


def _apart(tooth: str) -> int:
    """Which numbers are written first where there is no room for all: the ends of each row."""
    return {"1": 0, "8": 1, "5": 2, "3": 3, "6": 4}.get(tooth[-1], 5)


def _is_undo(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier
