"""The list of a kind of record, its columns read off the declaration.

The list knows which records there are, and reads those that are looked at, some at a time. It is
filtered and sorted here, not cell by cell through Qt, by what is read anew for that. Reading a few
rows takes the window a millisecond, and nobody who writes to the store makes it wait.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from typing_extensions import override

from app.core.errors import AppError
from app.core.wording import Wording, isolated
from app.models.fields import MeasureField, MomentField, ReferenceField, WholeField
from app.models.record import Record
from app.rules.margins import Margins
from app.ui.cells import Cells, Rows, comparable
from app.ui.icons import Icons
from app.ui.margin_words import tip_of
from app.ui.qt_types import Index
from app.ui.shown import Shown, offset_words
from app.ui.theme import Theme

T = TypeVar("T")
_CUT_FROM = 16  # letters: longer text may be cut by its column
_READ_AROUND = 32  # rows before and after the one that is looked at
_REMEMBERED = 1_000  # records; whoever scrolls on reads others
_CENTRED = Qt.AlignmentFlag.AlignVCenter
_FIGURES = Qt.AlignmentFlag.AlignTrailing | _CENTRED
_FROM_LEFT = Qt.AlignmentFlag.AlignLeading | _CENTRED
_FROM_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | _CENTRED


class RecordTable(QAbstractTableModel):
    """Records of one kind; the first column is how each stands.

    Columns of times are by the clock that is `offset_minutes` ahead of UTC. `source` is where the
    records come from; `failed` carries why that could not be read.
    """

    failed = Signal(object)

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
        self._kind = kind
        self._say = say
        self._icons = icons
        self._theme = theme
        self._cells = Cells(kind, say, shown, offset_minutes=offset_minutes)
        self._columns = self._cells.columns
        self.source: Rows | None = None
        self._all: list[str] = []
        self._rows: list[str] = []
        self._records: dict[str, Record] = {}
        self._words: dict[tuple[str, int], str] = {}
        self._found_by: dict[str, str] = {}
        self._keys: dict[str, Any] = {}
        self._sites: dict[str, str | None] = {}
        self._needle = ""
        self._site = self._guest = ""
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    # --- the records ----------------------------------------------------------------------------

    def set_rows(self, rows: Rows) -> None:
        """Show these records in place of all others."""
        self.source = rows
        self._all = list(rows.uids)
        self._records.clear()
        self._sites.clear()
        self._forget()
        self._refresh()

    def put(self, record: Record) -> None:
        """Show one record as it now stands: changed in its row, or added."""
        uid = record.uid
        if uid not in self._all:
            self._all.append(uid)
        self._records[uid] = record
        for column in range(self.columnCount()):
            self._words.pop((uid, column), None)
        for known in (self._found_by, self._keys, self._sites):
            known.pop(uid, None)
        self._learn(self._found_by, self._cells.found_by, uid)
        self._learn(self._keys, self._read_keys, uid)
        self._learn(self._sites, self._read_sites, uid)
        row = self.row_of(uid)
        if row >= 0 and self._is_shown(uid):
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        else:
            self._refresh()

    def set_filter(self, text: str) -> None:
        """Show only records in which every word of `text` occurs, in any spelling."""
        self._needle = comparable(text)
        self._refresh()

    def set_site(self, site: str, guest: str = "") -> None:
        """Show only records of a site, those that name none, and a guest; "" shows all."""
        if (site, guest) != (self._site, self._guest):
            self._site, self._guest = site, guest
            self._refresh()

    @property
    def struck(self) -> frozenset[str]:
        """The records that another one replaced."""
        return self._cells.struck

    def set_struck(self, uids: frozenset[str]) -> None:
        """Strike through the records that another one replaced."""
        self._cells.struck = uids
        self.forget_words()

    def set_margins(self, margins: Mapping[str, Margins]) -> None:
        """Show after each value how doubtful it is and whether there is a note: uid → margins."""
        if margins != self._cells.margins:
            self._cells.margins = margins
            self.forget_words()

    def record(self, row: int) -> Record:
        """The record in a row."""
        uid = self._rows[row]
        if uid not in self._records:
            self._read_around(row)
        return self._records[uid]

    def row_of(self, uid: str) -> int:
        """The row of a record, or -1 where it is not shown."""
        return self._rows.index(uid) if uid in self._rows else -1

    @property
    def total(self) -> int:
        """How many records there are, shown or not."""
        return len(self._all)

    def forget_words(self) -> None:
        """Make the words anew: titles that cells refer to have been read."""
        self._forget()
        field = self._columns[self._sorted_by[0] - 1] if self._sorted_by else None
        if self._needle or isinstance(field, ReferenceField):
            self._refresh()
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
            unit = isolated(offset_words(self._cells.offset_minutes))
        return self._say("{label} ({unit})", label=label, unit=unit) if unit else label

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        answer = self._ANSWERS.get(role)
        if answer is None:
            return None
        return answer(self, self.record(index.row()), index.column())

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = (column, order) if column >= 0 else None
        self._keys.clear()
        self._refresh()

    # --- reading --------------------------------------------------------------------------------

    def _read_around(self, row: int) -> None:
        """Read the record of a row, and of those beside it that are not known."""
        if len(self._records) > _REMEMBERED:
            self._records.clear()
        near = self._rows[max(0, row - _READ_AROUND) : row + _READ_AROUND]
        wanted = [uid for uid in near if uid not in self._records]
        self._records |= {uid: self._kind(uid, {}) for uid in wanted}  # what has gone since
        self._records |= self._asked(lambda rows: rows.records(wanted))

    def _asked(self, ask: Callable[[Rows], Mapping[str, T]]) -> Mapping[str, T]:
        """What the store says, by uid; nothing where it cannot be read, which is told."""
        if self.source is None:
            return {}
        try:
            return ask(self.source)
        except AppError as error:
            self.failed.emit(error)
            return {}

    def _learn(
        self,
        known: dict[str, T],
        read: Callable[[Rows, str], Mapping[str, T]],
        changed: str = "",
    ) -> None:
        """Read of every record what is not known yet, or of one that changed what is known."""
        if bool(known) == bool(changed):
            known |= self._asked(lambda rows: read(rows, changed))

    def _read_keys(self, rows: Rows, uid: str) -> Mapping[str, Any]:
        column = self._sorted_by[0] if self._sorted_by else 0
        return self._cells.sort_keys(rows, column, uid)

    def _read_sites(self, rows: Rows, uid: str) -> Mapping[str, str | None]:
        return {row[0]: row[-1] for row in rows.stored(["site"], uid)}

    # --- inside ---------------------------------------------------------------------------------

    def _refresh(self) -> None:
        self.layoutAboutToBeChanged.emit()
        places = self.persistentIndexList()
        kept = [(place, self._rows[place.row()]) for place in places]
        self._rows = self._chosen(self._all)
        if self._sorted_by is not None:
            self._sort(self._sorted_by[1])
        rows = {uid: row for row, uid in enumerate(self._rows)} if kept else {}
        for place, uid in kept:
            moved = self.index(rows[uid], place.column()) if uid in rows else QModelIndex()
            self.changePersistentIndex(place, moved)
        self.layoutChanged.emit()

    def _sort(self, order: Qt.SortOrder) -> None:
        """Put the rows in the order of a column, those with nothing in it last."""
        self._learn(self._keys, self._read_keys)
        filled = [uid for uid in self._rows if uid in self._keys]
        empty = [uid for uid in self._rows if uid not in self._keys]
        filled.sort(key=self._keys.__getitem__)
        self._rows = filled + empty
        if order is Qt.SortOrder.DescendingOrder:
            self._rows.reverse()

    def _chosen(self, uids: list[str]) -> list[str]:
        """Those of the site, with every word that is looked for."""
        chosen = list(uids)
        if self._site and "site" in self._kind.fields:
            self._learn(self._sites, self._read_sites)
            shown, site_of = {None, self._site}, self._sites.get
            chosen = [uid for uid in chosen if site_of(uid) in shown or uid == self._guest]
        words = self._needle.split()
        if words:
            self._learn(self._found_by, self._cells.found_by)
            for word in words:
                chosen = [uid for uid in chosen if word in self._found_by.get(uid, "")]
        return chosen

    def _is_shown(self, uid: str) -> bool:
        return bool(self._chosen([uid]))

    def _forget(self) -> None:
        self._words.clear()
        self._found_by.clear()
        self._keys.clear()

    def _cell(self, record: Record, column: int) -> str:
        """The words of a cell that is painted, remembered while it is looked at."""
        key = (record.uid, column)
        if key not in self._words:
            self._words[key] = self._cells.words(record, column)
        return self._words[key]

    def _tool_tip(self, record: Record, column: int) -> object:
        text = self._cell(record, column)
        margin = self._cells.margin(record.uid, column)
        if margin.notes:
            return tip_of(margin, self._say)
        # Qt would take text with tags for markup; record text is never that.
        return f"<qt>{escape(text)}</qt>" if len(text) > _CUT_FROM else None

    def _icon(self, record: Record, column: int) -> object:
        if column:
            return None
        mark = self._cells.standing(record)
        return self._icons(mark.icon, mark.role, 16) if mark.icon else None

    def _colour(self, record: Record, column: int) -> object:
        if column == 0:
            return self._theme.colour(self._cells.standing(record).role)
        return self._theme.colour("quiet") if self._is_struck(record) else None

    def _font(self, record: Record, column: int) -> object:
        if not self._is_struck(record) or column == 0:
            return None
        font = QFont()
        font.setStrikeOut(True)
        return font

    def _is_struck(self, record: Record) -> bool:
        return record.is_withdrawn or record.uid in self._cells.struck

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        field = self._columns[column - 1] if column else None
        if isinstance(field, WholeField | MeasureField):
            return _FIGURES
        return _FROM_RIGHT if self._say.is_right_to_left else _FROM_LEFT

    # By class and not by table: no table may wait for the search for cycles, in whatever thread.
    _ANSWERS: ClassVar[Mapping[int, Callable[[RecordTable, Record, int], object]]] = {
        Qt.ItemDataRole.DisplayRole: _cell,
        Qt.ItemDataRole.ToolTipRole: _tool_tip,
        Qt.ItemDataRole.DecorationRole: _icon,
        Qt.ItemDataRole.ForegroundRole: _colour,
        Qt.ItemDataRole.FontRole: _font,
    }
