"""Columns end with their list: none of those in view is cut in two by the edge."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app.ui.tables import fitted, styled_table

widths = st.lists(st.integers(40, 400), min_size=1, max_size=9)


@given(widths, st.integers(100, 1_400))
def test_no_column_crosses_the_edge(natural: list[int], room: int) -> None:
    ends = list(accumulate(fitted(natural, room)))
    assert ends[-1] <= room or room in ends


@given(widths, st.integers(100, 1_400))
def test_columns_keep_their_width_where_there_is_room(natural: list[int], room: int) -> None:
    shown = fitted(natural, room)
    changed = [place for place, width in enumerate(natural) if shown[place] != width]
    assert len(changed) <= 1
    if sum(natural) <= room:
        assert not changed


def test_columns_follow_the_list_until_somebody_drags_one(qtbot: QtBot) -> None:
    model = QStandardItemModel(2, 6)
    for column in range(6):
        model.setData(model.index(0, column), "a cell of some length")
    table = styled_table(model)
    qtbot.addWidget(table)
    table.resize(500, 200)
    table.show()
    table.fit_columns()
    header = table.horizontalHeader()
    for room in (500, 430, 610):
        table.resize(room, 200)
        ends = list(accumulate(header.sectionSize(place) for place in range(6)))
        assert table.viewport().width() in ends
    table.resize(500, 200)
    edge = header.sectionViewportPosition(1) - 1
    y = header.height() // 2
    viewport = header.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(edge, y))
    qtbot.mouseMove(viewport, QPoint(edge + 30, y))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(edge + 30, y))
    dragged = header.sectionSize(0)
    table.resize(640, 200)
    assert header.sectionSize(0) == dragged


def test_a_list_that_comes_into_view_at_a_click_still_fits_its_columns(qtbot: QtBot) -> None:
    """A tab changes while the mouse is down: no heading was dragged by that."""
    model = QStandardItemModel(1, 2)
    model.setData(model.index(0, 0), "2026-11-08 07:01:20 +03:00")
    bar, pages = QTabBar(), QStackedWidget()
    table = styled_table(model)
    pages.addWidget(QWidget())
    pages.addWidget(table)
    for word in ("Record", "History"):
        bar.addTab(word)
    bar.currentChanged.connect(pages.setCurrentIndex)
    for widget in (bar, pages):
        qtbot.addWidget(widget)
        widget.show()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    narrow = table.horizontalHeader().sectionSize(0)
    pages.resize(640, 300)
    table.fit_columns()
    assert table.horizontalHeader().sectionSize(0) > narrow
