"""Lines of text that give way without losing what matters in them."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.ui.kind_tabs import KindTabs
from app.ui.labels import FittingLabel


def test_where_both_do_not_fit_the_number_is_what_stays(qtbot: QtBot) -> None:
    label = FittingLabel()
    qtbot.addWidget(label)
    label.show()
    label.show_words("SHB01-01-A0001B", "Meyit qalıqları SHB01-01-A0001B")
    label.resize(600, 40)
    assert label.text() == "Meyit qalıqları SHB01-01-A0001B"
    label.resize(label.fontMetrics().horizontalAdvance(label.text()) - 1, 40)
    assert label.text() == "SHB01-01-A0001B"
    assert label.minimumWidth() >= label.fontMetrics().horizontalAdvance(label.text())
    assert label.toolTip() == "Meyit qalıqları SHB01-01-A0001B"


def test_a_tab_keeps_its_width_when_it_is_chosen(qtbot: QtBot) -> None:
    tabs = KindTabs({"a": "Custody events", "b": "Storage places"})
    qtbot.addWidget(tabs)
    tabs.setStyleSheet("QPushButton:checked { font-weight: 600; }")
    tabs.resize(600, 60)
    tabs.show()
    before = [button.geometry() for button in tabs.buttons.values()]
    for key in tabs.buttons:
        tabs.choose(key)
        assert [button.geometry() for button in tabs.buttons.values()] == before
        chosen = tabs.buttons[key]
        chosen.ensurePolished()
        assert chosen.fontMetrics().horizontalAdvance(chosen.text()) < chosen.width()
    tabs.set_word("b", "Storage places: 1200")
    assert tabs.buttons["b"].minimumWidth() > before[1].width()
