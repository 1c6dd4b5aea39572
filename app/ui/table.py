"""The list of a kind of record, its columns read off the declaration.

Filtering and sorting run over the records here, not cell by cell through Qt, so that a season's
records stay quick to type through. A cell's words are made when it is first painted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from html import escape
from itertools import islice
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QFont
from typing_extensions import override

from app.core.clock import Moment
from app.core.letters import folded
from app.core.wording import Wording, isolated
from app.models.fields import (
    ChoiceField,
    DayField,
    Field,
    MeasureField,
    MomentField,
    ReferenceField,
    TextField,
    WholeField,
)
from app.models.record import Record
from app.rules.margins import NOTHING, Margin, Margins
from app.ui.icons import Icons
from app.ui.margin_words import sign_of, tip_of
from app.ui.marks import Standing, standing
from app.ui.qt_types import Index
from app.ui.shown import Shown, in_column, offset_words
from app.ui.theme import Theme


class Role(IntEnum):
    """What cells answer besides their words."""

    RECORD = Qt.ItemDataRole.UserRole + 1
    SORT = Qt.ItemDataRole.UserRole + 2


SortKey = tuple[int, object]
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CUT_FROM = 16  # letters: longer text may be cut by its column


class RecordTable(QAbstractTableModel):
    """Records of one kind; the first column is how each stands.

    Columns of times are by the clock that is `offset_minutes` ahead of UTC.
    """

    def __init__(
        self,
        kind: type[Record],
        say: Wording,
        shown: Shown,
        icons: Icons,
        theme: Theme,
        *,
        offset_minutes: int = 0,
    ) -> None:
        super().__init__()
        self._offset_minutes = offset_minutes
        self._say = say
        self._shown = shown
        self._icons = icons
        self._theme = theme
        self._columns: list[Field[Any]] = [f for f in kind.fields.values() if f.in_list]
        listed = set(self._columns)
        self._texts = [
            name
            for name, field in kind.fields.items()
            if isinstance(field, TextField | DayField | ChoiceField) and field not in listed
        ]
        self._all: list[Record] = []
        self._rows: list[Record] = []
        self._words: dict[tuple[str, int], str] = {}
        self._haystacks: dict[str, str] = {}
        self._comparables: dict[tuple[int, str], str] = {}
        self._needle = ""
        self._margins: Mapping[str, Margins] = {}
        self._struck: frozenset[str] = frozenset()
        self._keep: Callable[[Record], bool] | None = None
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    # --- the records ----------------------------------------------------------------------------

    def set_records(self, records: Sequence[Record]) -> None:
        """Show these records in place of all others."""
        self._all = list(records)
        self._words.clear()
        self._haystacks.clear()
        self._comparables.clear()
        self._refresh()

    def put(self, record: Record) -> None:
        """Show one record as it now stands: changed in its row, or added."""
        self._forget(record.uid)
        places = [place for place, old in enumerate(self._all) if old.uid == record.uid]
        if places:
            self._all[places[0]] = record
        else:
            self._all.append(record)
        row = self.row_of(record.uid)
        if row >= 0 and self._is_shown(record):
            self._rows[row] = record
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        else:
            self._refresh()

    def prepare(self, count: int) -> bool:
        """Make the words of `count` more records, so that the first filter finds them made.

        Whether any are left: a season's words made in one go would be felt.
        """
        missing = (record for record in self._all if record.uid not in self._haystacks)
        for record in islice(missing, count):
            self._haystack(record)
        return len(self._haystacks) < len(self._all)

    def set_filter(self, text: str) -> None:
        """Show only records in which every word of `text` occurs, in any spelling."""
        self._needle = _comparable(text)
        self._refresh()

    def set_condition(self, keep: Callable[[Record], bool] | None) -> None:
        """Show only records for which `keep` answers yes, such as those of one site."""
        if keep is not None or self._keep is not None:
            self._keep = keep
            self._refresh()

    def set_struck(self, uids: frozenset[str]) -> None:
        """Strike through the records that another one replaced."""
        if uids != self._struck:
            self._struck = uids
            self.forget_words()

    def set_margins(self, margins: Mapping[str, Margins]) -> None:
        """Show after each value how doubtful it is and whether there is a note: uid → margins."""
        if margins != self._margins:
            self._margins = margins
            self.forget_words()

    def record(self, row: int) -> Record:
        """The record in a row."""
        return self._rows[row]

    def row_of(self, uid: str) -> int:
        """The row of a record, or -1 where it is not shown."""
        return next((row for row, record in enumerate(self._rows) if record.uid == uid), -1)

    @property
    def records(self) -> list[Record]:
        """All of them, shown or not."""
        return list(self._all)

    @property
    def total(self) -> int:
        """How many records there are, shown or not."""
        return len(self._all)

    def forget_words(self) -> None:
        """Make the words anew: titles that cells refer to have been read."""
        self._words.clear()
        self._comparables.clear()
        self._haystacks.clear()
        if self._rows:
            last = self.index(len(self._rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # --- Qt -------------------------------------------------------------------------------------

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns) + 1

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return self._say("State")
        field = self._columns[section - 1]
        label = self._say(field.label)
        unit = field.unit if isinstance(field, WholeField | MeasureField) else ""
        if isinstance(field, MomentField):
            unit = isolated(offset_words(self._offset_minutes))
        return self._say("{label} ({unit})", label=label, unit=unit) if unit else label

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        record, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        answer = self._ANSWERS.get(role)
        return answer(self, record, column) if answer is not None else None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = (column, order) if column >= 0 else None
        self._refresh()

    # --- inside ---------------------------------------------------------------------------------

    def _refresh(self) -> None:
        self.layoutAboutToBeChanged.emit()
        places = self.persistentIndexList()
        kept = [(place, self._rows[place.row()].uid) for place in places]
        is_all = self._keep is None and not self._needle
        self._rows = list(self._all) if is_all else list(filter(self._is_shown, self._all))
        if self._sorted_by is not None:
            column, order = self._sorted_by
            self._rows.sort(key=lambda record: self._sort_key(record, column))
            if order is Qt.SortOrder.DescendingOrder:
                self._rows.reverse()
        rows = {record.uid: row for row, record in enumerate(self._rows)}
        for place, uid in kept:
            moved = self.index(rows[uid], place.column()) if uid in rows else QModelIndex()
            self.changePersistentIndex(place, moved)
        self.layoutChanged.emit()

    def _is_shown(self, record: Record) -> bool:
        if self._keep is not None and not self._keep(record):
            return False
        haystack = self._haystack(record) if self._needle else ""
        return all(word in haystack for word in self._needle.split())

    def _haystack(self, record: Record) -> str:
        if record.uid not in self._haystacks:
            texts = (record.values.get(name) for name in self._texts)
            cells = (self._words_of(record, column) for column in range(self.columnCount()))
            # Piece by piece: most are Latin, which is compared as it is.
            pieces = [*(folded(text) for text in texts if text), *map(_comparable, cells)]
            self._haystacks[record.uid] = " ".join(pieces)
        return self._haystacks[record.uid]

    def _cell(self, record: Record, column: int) -> str:
        """The words of a cell that is painted, remembered while it is looked at."""
        key = (record.uid, column)
        if key not in self._words:
            self._words[key] = self._words_of(record, column)
        return self._words[key]

    def _words_of(self, record: Record, column: int) -> str:
        if column == 0:
            return self._standing(record).word
        words = self._written(record, self._columns[column - 1])
        sign = sign_of(self._margin(record, column), self._say)
        return f"{words} {sign}" if sign else words

    def _written(self, record: Record, field: Field[Any]) -> str:
        value = record.values.get(field.name)
        if isinstance(value, Moment):
            return in_column(value, self._offset_minutes)
        return self._shown.of(record, field)

    def _margin(self, record: Record, column: int) -> Margin:
        """That of a cell; the first field of a list, its number or what stands for it, is whole."""
        margins = self._margins.get(record.uid, {})
        own = margins.get(self._columns[column - 1].name, NOTHING)
        return margins.get("", NOTHING) if column == 1 and not own.notes else own

    def _tool_tip(self, record: Record, column: int) -> object:
        text = self._cell(record, column)
        margin = self._margin(record, column) if column else NOTHING
        if margin.notes:
            return tip_of(margin, self._say)
        # Qt would take text with tags for markup; record text is never that.
        return f"<qt>{escape(text)}</qt>" if len(text) > _CUT_FROM else None

    def _icon(self, record: Record, column: int) -> object:
        if column:
            return None
        mark = self._standing(record)
        return self._icons(mark.icon, mark.role, 16) if mark.icon else None

    def _colour(self, record: Record, column: int) -> object:
        if column == 0:
            return self._theme.colour(self._standing(record).role)
        return self._theme.colour("quiet") if self._is_struck(record) else None

    def _font(self, record: Record, column: int) -> object:
        if not self._is_struck(record) or column == 0:
            return None
        font = QFont()
        font.setStrikeOut(True)
        return font

    def _is_struck(self, record: Record) -> bool:
        return record.is_withdrawn or record.uid in self._struck

    def _standing(self, record: Record) -> Standing:
        return standing(record, self._say, is_superseded=record.uid in self._struck)

    def _sort_key(self, record: Record, column: int) -> SortKey:
        """Numbers by size, times by instant, words by their folded letters; empty ones last."""
        if column == 0:
            return (0, self._standing(record).rank)
        field = self._columns[column - 1]
        value = record.values.get(field.name)
        if value is None:
            return (1, 0)
        figure = value.instant.timestamp() if isinstance(value, Moment) else value
        if isinstance(figure, bool | int | float | Decimal):
            return (0, figure)
        if isinstance(field, TextField):
            return (0, folded(value))
        if not isinstance(field, ChoiceField | ReferenceField):
            return (0, _comparable(self._words_of(record, column)))
        known = (column, value)  # many records say one thing of few
        if known not in self._comparables:
            self._comparables[known] = _comparable(self._written(record, field))
        return (0, self._comparables[known])

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        field = self._columns[column - 1] if column else None
        is_figure = isinstance(field, WholeField | MeasureField)
        if is_figure:
            return Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        side = Qt.AlignmentFlag.AlignLeading
        if self._say.is_right_to_left:
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        return side | Qt.AlignmentFlag.AlignVCenter

    def _forget(self, uid: str) -> None:
        self._haystacks.pop(uid, None)
        for column in range(self.columnCount()):
            self._words.pop((uid, column), None)

    def _itself(self, record: Record, _column: int) -> Record:
        return record

    # By class and not by table: no table may wait for the search for cycles, in whatever thread.
    _ANSWERS: ClassVar[Mapping[int, Callable[[RecordTable, Record, int], object]]] = {
        Qt.ItemDataRole.DisplayRole: _cell,
        Qt.ItemDataRole.ToolTipRole: _tool_tip,
        Qt.ItemDataRole.DecorationRole: _icon,
        Qt.ItemDataRole.ForegroundRole: _colour,
        Qt.ItemDataRole.FontRole: _font,
        Role.RECORD: _itself,
        Role.SORT: _sort_key,
    }


def _comparable(text: str) -> str:
    """Text as it is compared: folded, and without the marks that only steer its direction."""
    return folded(text if text.isascii() else _DIRECTION_MARKS.sub("", text))
