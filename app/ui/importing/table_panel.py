"""How a table of an instrument is read: cuts, columns, system and codes, over its first lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core.letters import ascii_digits
from app.core.wording import Wording, isolated
from app.exchange.survey_tables import DELIMITERS, ROLES, code_of, with_columns
from app.geo.systems import systems
from app.models.codes import CodeList
from app.models.record import Record
from app.services.import_plans import LOCAL, Survey
from app.services.import_previews import SHOWN_ROWS, Table
from app.ui.labels import Label
from app.ui.pickers import Option, Picker
from app.ui.theme import GRID, ROW, TARGET

_UTM = range(36, 41)


class TablePanel(QWidget):
    """Shows a table as it would be read; `changed` says that something was chosen otherwise."""

    changed = Signal()

    def __init__(self, say: Wording, table: Table, setups: Sequence[Record]) -> None:
        super().__init__()
        self._say = say
        self._table = table
        self._layout = table.survey.layout
        self._suggested = dict(table.survey.codes)
        self._lay_out(setups)
        self._show_layout()
        self._show_codes()

    def survey(self) -> Survey | None:
        """How the table is read; None while a column or the system is not chosen."""
        system = self.system.chosen()
        if not self._layout.is_whole or not system or not self.is_accuracy_right():
            return None
        codes = {code: picker.chosen() for code, picker in self._codes.items() if picker.chosen()}
        return Survey(self._layout, system, self.setup.chosen(), self._accuracy(), codes)

    def lacking(self) -> str:
        """What has still to be chosen, in words; "" if nothing."""
        if not self._layout.is_whole:
            return self._say("Choose which columns are the easting and the northing, once each.")
        if not self.system.chosen():
            return self._say("Choose the system of the figures. It is never guessed.")
        if not self.is_accuracy_right():
            return self._say("Write the accuracy in metres, such as 0.02, or leave it empty.")
        return ""

    def is_accuracy_right(self) -> bool:
        """Whether what is typed as the accuracy is one."""
        return not self.accuracy.text().strip() or self._accuracy() is not None

    def _accuracy(self) -> Decimal | None:
        text = ascii_digits(self.accuracy.text().strip()).replace(",", ".")
        try:
            metres = Decimal(text)
        except InvalidOperation:
            return None
        return metres if metres.is_finite() and 0 < metres <= 1000 else None

    # --- the look --------------------------------------------------------------------------------

    def _lay_out(self, setups: Sequence[Record]) -> None:
        say = self._say
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        if self._table.is_remembered:
            column.addWidget(
                Label(say("Laid out as the last file that began like this one."), "quiet")
            )
        self.delimiter = _picker(
            [
                Option(mark, word)
                for mark, word in zip(
                    DELIMITERS,
                    (say("Comma"), say("Semicolon"), say("Tab"), say("Blanks")),
                    strict=True,
                )
            ],
            self._layout.delimiter,
            say("Columns are parted by"),
        )
        self.header = QCheckBox(say("The first line has names"))
        self.comma = QCheckBox(say("Decimals begin with a comma"))
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        row.addWidget(Label(say("Columns are parted by"), "label"))
        row.addWidget(self.delimiter)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.header)
        column.addWidget(self.comma)
        self.grid = QTableWidget()
        self.grid.setAccessibleName(say("First lines of the table"))
        self.grid.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.grid.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.grid.verticalHeader().hide()
        self.grid.horizontalHeader().hide()
        self.grid.setShowGrid(False)
        column.addWidget(self.grid)
        self.system = _picker(
            self._systems(), self._table.survey.system, say("System of the figures")
        )
        self.system.set_placeholder(say("Choose the system"))
        self.setup = _picker(
            [Option(one.uid, one.title) for one in setups], "", say("Measured from")
        )
        self.accuracy = QLineEdit()
        self.accuracy.setMinimumHeight(TARGET)
        self.accuracy.setPlaceholderText(say("unknown"))
        form = QFormLayout()
        form.setSpacing(GRID)
        for word, widget in (
            (say("System of the figures"), self.system),
            (say("Measured from"), self.setup),
            (say("Accuracy in metres, 19 times in 20"), self.accuracy),
        ):
            widget.setAccessibleName(word)
            form.addRow(Label(word, "label"), widget)
        column.addLayout(form)
        self._codes_form = QFormLayout()
        self._codes_form.setSpacing(GRID)
        self._codes: dict[str, Picker] = {}
        self.codes_title = Label(say("What the codes mean"), "section")
        column.addWidget(self.codes_title)
        column.addLayout(self._codes_form)
        self.delimiter.picked.connect(self._on_cut)
        self.header.clicked.connect(self._on_marks)
        self.comma.clicked.connect(self._on_marks)
        self.system.picked.connect(self.changed)
        self.accuracy.textChanged.connect(self.changed)

    def _systems(self) -> list[Option]:
        say = self._say
        found = [Option(LOCAL, say("The site's own grid"))]
        found += [Option(f"EPSG:326{zone}", f"WGS 84 / UTM {zone}N") for zone in _UTM]
        found.append(Option("EPSG:4326", say("Degrees of WGS 84")))
        return [*found, *(Option(one.id, one.name) for one in systems().values())]

    def _show_layout(self) -> None:
        say = self._say
        layout = self._layout
        self.header.setChecked(layout.has_header)
        self.comma.setChecked(layout.has_decimal_comma)
        rows = self._table.rows(layout)
        words = {
            "number": say("Number"),
            "code": say("Code"),
            "easting": say("Easting"),
            "northing": say("Northing"),
            "height": say("Height"),
        }
        width = max(len(layout.columns), max(map(len, rows), default=0))
        self.grid.clear()
        self.grid.setRowCount(len(rows) + 1)
        self.grid.setColumnCount(width)
        self.columns: list[Picker] = []
        for at in range(width):
            chosen = layout.columns[at] if at < len(layout.columns) else ""
            picker = _picker([Option(role, words[role]) for role in ROLES], chosen, "")
            picker.setAccessibleName(say("Column {number}", number=isolated(at + 1)))
            picker.set_placeholder(say("left out"))
            picker.picked.connect(self._on_columns)
            self.columns.append(picker)
            self.grid.setCellWidget(0, at, picker)
        for line, cells in enumerate(rows, start=1):
            for at, cell in enumerate(cells):
                self.grid.setItem(line, at, QTableWidgetItem(isolated(cell)))
        self.grid.resizeColumnsToContents()
        header = self.grid.horizontalHeader()
        header.setMinimumSectionSize(GRID * 18)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.grid.verticalHeader().setDefaultSectionSize(ROW)
        self.grid.setRowHeight(0, TARGET + 4)
        self.grid.setFixedHeight(TARGET + ROW * min(len(rows), SHOWN_ROWS) + GRID * 3)

    def _show_codes(self) -> None:
        while self._codes_form.rowCount():
            self._codes_form.removeRow(0)
        self._codes = {}
        listed = CodeList("survey_point_code").codes
        options = [Option(one.code, self._say(one.label)) for one in listed]
        for told in self._table.codes(self._layout):
            picker = _picker(options, self._suggested.get(told, code_of(told)), told)
            self._codes[told] = picker
            self._codes_form.addRow(Label(isolated(told), "label"), picker)
        self.codes_title.setVisible(bool(self._codes))

    # --- what happens ----------------------------------------------------------------------------

    def _on_cut(self) -> None:
        cut = self._layout.with_delimiter(self.delimiter.chosen() or ",")
        self._layout = with_columns(cut, self._table.rows(cut))
        self._show_layout()
        self._after()

    def _on_marks(self) -> None:
        self._layout = replace(
            self._layout,
            has_header=self.header.isChecked(),
            has_decimal_comma=self.comma.isChecked(),
        )
        self._after()

    def _on_columns(self) -> None:
        self._layout = replace(
            self._layout, columns=tuple(picker.chosen() for picker in self.columns)
        )
        self._after()

    def _after(self) -> None:
        self._show_codes()
        self.changed.emit()


def _picker(options: Sequence[Option], chosen: str, name: str) -> Picker:
    picker = Picker()
    picker.set_options(options)
    picker.set_chosen(chosen)
    line = picker.lineEdit()
    if line is not None:
        line.setCursorPosition(0)
    if name:
        picker.setAccessibleName(name)
    return picker
