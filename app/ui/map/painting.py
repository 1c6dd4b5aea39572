"""How marks and ground are painted. Hazards come last, and nothing covers their words.

Every meaning has a pattern and words of its own, besides its colour: hazards are hatched, cleared
ground has upright lines, a certificate that does not count only a broken edge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from app.core.wording import Wording, isolated
from app.geo.clipping import clipped
from app.geo.mercator import Plane, Viewport
from app.services.ground_plan import Meaning
from app.ui.map.lettering import write_over
from app.ui.map.scene import Marks, Numbers, Scene, Shapes, ring_of
from app.ui.map.symbols import SIDE, Canvas, stamp
from app.ui.theme import SMALL_PT, Theme

ONE_BY_ONE: Final = 800  # marks up to which each is drawn by itself
_TITLED: Final = 120
_ENCIRCLED: Final = 300
_LEAST_RING_PX: Final = 5.0
_REACH_PX: Final = 5.0
_LEAST_SHAPE_PX: Final = 4.0
_ROUGH_PX: Final = 24.0
_LEAST_WORDED_PX: Final = 60.0
_FINELY: Final = 300  # shapes up to which their edges are smooth
_MOST_WORDS: Final = 40
_SAMPLE: Final = QSize(36, 18)


@dataclass(frozen=True, slots=True)
class Style:
    """In whose colours and words; `hidden` kinds are left out, but never hazards."""

    theme: Theme
    say: Wording
    hidden: frozenset[str] = frozenset()
    chosen: str = ""


class Words:
    """Puts words on the map where none stand yet, whole, and never under what is `kept` free."""

    def __init__(
        self, painter: QPainter, style: Style, view: Viewport, kept: Iterable[QRectF] = ()
    ) -> None:
        self._painter = painter
        self._seen = QRectF(0, 0, view.width, view.height)
        self._theme = style.theme
        font = painter.font()
        font.setPointSizeF(SMALL_PT)
        painter.setFont(font)
        is_mirrored = style.say.is_right_to_left
        way = Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight
        painter.setLayoutDirection(way)
        bold = QFont(font)
        bold.setBold(True)
        self._fonts = font, bold
        self._metrics = QFontMetricsF(font), QFontMetricsF(bold)
        self._taken: list[QRectF] = list(kept)
        self._marks: list[QRectF] = []

    def keep_clear(self, middle: QPointF, half: float) -> None:
        """Let no words stand on a mark."""
        self._marks.append(QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half))

    def put(self, words: str, middle: QPointF, role: str, *, always: bool = False) -> bool:
        """Write words around a place; False if others stand there.

        Where only marks are in the way, words that are `always` wanted are written over them.
        """
        is_bold = role == "hazard_ink"
        metrics = self._metrics[is_bold]
        width, height = metrics.horizontalAdvance(words) + 8, metrics.height()
        room = self._inside(QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height))
        tried = [self._inside(room.translated(0, by)) for by in (0, 2 * SIDE, height, -height)]
        free = [one for one in tried if not self._meets(one, self._taken)]
        clear = [one for one in free if not self._meets(one, self._marks)]
        if not clear and not (always and free):
            return False
        room = (clear or free)[0]
        self._taken.append(room)
        self._painter.setFont(self._fonts[is_bold])
        write_over(self._painter, room, words, self._theme.colour(role), self._theme)
        return True

    def _inside(self, room: QRectF) -> QRectF:
        """The same, moved as far as it has to be to be seen whole."""
        right = max(0.0, min(room.x(), self._seen.width() - room.width()))
        down = max(0.0, min(room.y(), self._seen.height() - room.height()))
        return QRectF(right, down, room.width(), room.height())

    @staticmethod
    def _meets(room: QRectF, others: Iterable[QRectF]) -> bool:
        return any(room.intersects(other) for other in others)


def paint_grounds(
    painter: QPainter,
    scene: Scene,
    view: Viewport,
    style: Style,
    meanings: Iterable[Meaning] = tuple(Meaning),
) -> Numbers:
    """Paint every piece of ground of these meanings that is seen.

    Gives the places of all that are seen.
    """
    shapes = scene.shapes
    seen = shapes.seen(view.edges.grown(view.resolution))
    sizes = shapes.sizes_px(seen, view)
    is_large = sizes >= _LEAST_SHAPE_PX
    rough = frozenset(seen[sizes < _ROUGH_PX].tolist())
    for meaning in meanings:
        pen, brush = look(meaning, style.theme)
        own = shapes.meanings[seen] == shapes.order[meaning]
        _paint_specks(painter, shapes, seen[own & ~is_large], view, pen.color())
        large = seen[own & is_large]
        is_fine = len(large) < _FINELY
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=is_fine)
        painter.setPen(pen if is_fine else QPen(pen.color(), 0, pen.style()))
        painter.setBrush(brush)
        transform = shapes.transform(view)
        for at in large.tolist():
            ground = shapes.grounds[at]
            if meaning is not Meaning.EXTENT or ground.kind not in style.hidden:
                kept = shapes.rough if at in rough else shapes.polygons
                painter.drawPolygon(transform.map(kept[at]))
        _mark_chosen(painter, shapes, large, view, style)
    return seen


def _paint_specks(
    painter: QPainter, shapes: Shapes, places: Numbers, view: Viewport, colour: QColor
) -> None:
    """Ground too small to have a shape, as squares of its colour."""
    xs, ys = shapes.middles(places)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRects(
        [
            QRectF(x - 2, y - 2, 4, 4)
            for x, y in zip(view.across_px(xs), view.down_px(ys), strict=True)
        ]
    )


def _mark_chosen(
    painter: QPainter, shapes: Shapes, places: Numbers, view: Viewport, style: Style
) -> None:
    for at in places if style.chosen else ():
        if shapes.grounds[at].uid == style.chosen:
            placed = shapes.transform(view).map(shapes.polygons[at])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # Around its own edge, which goes on saying what the ground is.
            around = QPen(style.theme.colour("accent"), style.theme.outline_px + 8)
            for pen in (around, look(shapes.grounds[at].meaning, style.theme)[0]):
                painter.setPen(pen)
                painter.drawPolygon(placed)


def word_grounds(
    shapes: Shapes, seen: Numbers, view: Viewport, style: Style, words: Words
) -> frozenset[str]:
    """Write on ground what it is: hazards first and always, the rest where there is room.

    Gives whose ground was written on.
    """
    on: set[str] = set()
    is_large = shapes.sizes_px(seen, view) >= _LEAST_WORDED_PX
    is_hazard = shapes.meanings[seen] == shapes.order[Meaning.HAZARD]
    worded = seen[is_large | is_hazard][::-1]
    written = 0
    for at in worded:
        ground = shapes.grounds[at]
        if written >= _MOST_WORDS:
            break
        if not ground.words or (ground.meaning is Meaning.EXTENT and ground.kind in style.hidden):
            continue
        spot = _seen_middle(shapes, at, view)
        if spot is not None:
            values = {name: isolated(value) for name, value in ground.values.items()}
            told = style.say(ground.words, **values)
            always = (
                ground.meaning is Meaning.HAZARD and shapes.sizes_px(at, view) > _LEAST_SHAPE_PX
            )
            if words.put(told, spot, _ROLES[ground.meaning], always=bool(always)):
                written += 1
                on.add(ground.uid)
    return frozenset(on)


def _seen_middle(shapes: Shapes, at: Numbers, view: Viewport) -> QPointF | None:
    """The middle of what is seen of a piece of ground; nowhere, if only a hair of it is."""
    spot = shapes.spot(at, view)
    if QRectF(0, 0, view.width, view.height).contains(spot):
        return spot
    if shapes.grounds[int(at)].meaning is Meaning.EXTENT:
        return None  # a district around all that is seen says nothing of what is seen
    xs, ys = ring_of(shapes.grounds[int(at)].corners)
    ring = list(zip(view.across_px(xs).tolist(), view.down_px(ys).tolist(), strict=True))
    seen = QPolygonF([QPointF(x, y) for x, y in clipped(ring, (0, 0), (view.width, view.height))])
    box = seen.boundingRect()
    return box.center() if min(box.width(), box.height()) > _LEAST_SHAPE_PX else None


_ROLES: Final = {
    Meaning.HAZARD: "hazard_ink",
    Meaning.CLEARED: "accent",
    Meaning.NOT_COUNTING: "quiet",
    Meaning.EXTENT: "ink",
}


def look(meaning: Meaning, theme: Theme) -> tuple[QPen, QBrush]:
    """The edge and the pattern of ground that means this."""
    width = theme.outline_px + 1
    match meaning:
        case Meaning.HAZARD:
            colour = theme.colour("hazard_ink")
            return QPen(colour, width + 1), QBrush(colour, Qt.BrushStyle.BDiagPattern)
        case Meaning.CLEARED:
            colour = theme.colour("accent")
            lines = colour if theme.is_bold else _thin(colour)
            return QPen(colour, width), QBrush(lines, Qt.BrushStyle.VerPattern)
        case Meaning.NOT_COUNTING:
            return QPen(theme.colour("quiet"), width, Qt.PenStyle.DashLine), QBrush()
        case Meaning.EXTENT:
            return QPen(theme.colour("ink"), width, Qt.PenStyle.DashDotLine), QBrush()


def sample_of(meaning: Meaning | None, theme: Theme) -> QPixmap:
    """A piece of such ground in a legend; None: the ring of an error, and the sign for none."""
    picture = QPixmap(_SAMPLE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle, side = QPointF(picture.rect().center()), float(picture.height())
    if meaning is None:
        painter.setPen(QPen(theme.colour("outline"), theme.outline_px, Qt.PenStyle.DashLine))
        painter.drawEllipse(middle - QPointF(side / 2, 0), side / 2 - 2, side / 2 - 2)
        painter.setPen(QPen(theme.colour("amber"), theme.outline_px + 1, Qt.PenStyle.DotLine))
        painter.drawEllipse(middle + QPointF(side / 2, 0), side / 2 - 3, side / 2 - 3)
    else:
        pen, brush = look(meaning, theme)
        painter.setPen(pen)
        painter.setBrush(brush)
        painter.drawRect(picture.rect().adjusted(2, 2, -2, -2))
    painter.end()
    return picture


def _thin(colour: QColor) -> QColor:
    thin = QColor(colour)
    thin.setAlpha(110)
    return thin


def marks_seen(marks: Marks, view: Viewport, style: Style) -> Numbers:
    """The places of the marks that are seen at least in part."""
    return marks.seen(view.edges.grown(SIDE * view.resolution), style.hidden - {"hazard"})


def paint_marks(painter: QPainter, marks: Marks, view: Viewport, style: Style) -> Numbers:
    """Paint every mark that is seen, with its error at true size, and give the places of those."""
    seen = marks_seen(marks, view, style)
    if not len(seen):
        return seen
    across, down = view.across_px(marks.xs[seen]), view.down_px(marks.ys[seen])
    if len(seen) > ONE_BY_ONE:
        _paint_many(painter, marks, seen, (across, down), view, style)
        return seen
    _encircle(painter, marks, seen, view, style)
    half = SIDE // 2
    for at, x, y in zip(seen, across, down, strict=True):
        painter.drawPixmap(
            round(x) - half, round(y) - half, stamp(marks.marks[int(at)].kind, style.theme.name)
        )
    return seen


def _paint_many(
    painter: QPainter,
    marks: Marks,
    seen: Numbers,
    places: tuple[Plane, Plane],
    view: Viewport,
    style: Style,
) -> None:
    """Thousands of marks as one picture; of several on one place only one can be seen anyway."""
    across, down = places
    picture = Canvas(view.width, view.height)
    kinds = marks.kinds[seen]
    for number in sorted(range(len(marks.names)), key=lambda at: marks.names[at] == "hazard"):
        own = kinds == number
        picture.put(across[own], down[own], marks.names[number], style.theme.name)
    painter.drawImage(0, 0, picture.image())


def _encircle(painter: QPainter, marks: Marks, seen: Numbers, view: Viewport, style: Style) -> None:
    theme = style.theme
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for at in seen[:_ENCIRCLED]:
        mark = marks.marks[int(at)]
        spot = QPointF(float(view.across_px(marks.xs[at])), float(view.down_px(marks.ys[at])))
        across, down = marks.radius_px(int(at), view)
        if mark.error_m is None or mark.is_suspect:
            painter.setPen(QPen(theme.colour("amber"), theme.outline_px + 1, Qt.PenStyle.DotLine))
            painter.drawEllipse(spot, SIDE, SIDE)
        elif across > _LEAST_RING_PX:
            pen = QPen(theme.colour("outline"), theme.outline_px, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawEllipse(spot, across, down)
        if mark.uid == style.chosen:
            painter.setPen(QPen(theme.colour("accent"), theme.outline_px + 2))
            painter.drawEllipse(spot, SIDE * 0.8, SIDE * 0.8)


def keep_marks_clear(marks: Marks, seen: Numbers, view: Viewport, words: Words) -> None:
    """Let no words cover a mark, while there are few enough for that."""
    for spot in _spots(marks, seen, view):
        words.keep_clear(spot, _REACH_PX)


def title_marks(
    scene: Scene, seen: Numbers, view: Viewport, words: Words, told: frozenset[str]
) -> None:
    """Write what each mark is called, while there are few enough; but not what is `told` already.

    A hazard whose ground says its name needs no second one.
    """
    marks = scene.marks
    for at, spot in zip(seen, _spots(marks, seen, view), strict=False):
        if marks.marks[int(at)].uid in told:
            continue
        words.put(marks.marks[int(at)].title, spot + QPointF(0, -SIDE), "ink")


def _spots(marks: Marks, seen: Numbers, view: Viewport) -> list[QPointF]:
    """Where marks are; nowhere, if they are too many to be read."""
    if len(seen) > _TITLED:
        return []
    return [
        QPointF(float(view.across_px(marks.xs[at])), float(view.down_px(marks.ys[at])))
        for at in seen
    ]
