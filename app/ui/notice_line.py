"""The line that says how the last thing ended, and stays until something else is said."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.labels import Button, Label
from app.ui.notices import Notice, Notices, Tone
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class NoticeLine(QWidget):
    """Shows the newest notice; what was said before the window existed is shown too."""

    def __init__(self, notices: Notices, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID * 3, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        self._icon = Label()
        self.text = Label("", wraps=True)
        self.close_button = Button("", bench.icons("x", "ink"), "quiet")
        self.close_button.setAccessibleName(bench.say("Put this message away"))
        self.close_button.setToolTip(bench.say("Put this message away"))
        self.close_button.clicked.connect(self.hide)
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.close_button)
        self.hide()
        notices.posted.connect(self.show_notice)
        if notices.said:
            self.show_notice(notices.said[-1])

    def show_notice(self, notice: Notice) -> None:
        """Say a sentence and what to do about it."""
        is_trouble = notice.tone is Tone.TROUBLE
        icon, role = ("circle-alert", "amber") if is_trouble else ("info", "accent")
        self.setProperty("role", "trouble" if is_trouble else "notice")
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.setPixmap(self._bench.icons.pixmap(icon, role))
        self.text.setText(f"{notice.sentence}  {notice.hint}".strip())
        self.setAccessibleName(self.text.text())
        self.show()
