"""Navigate to: the way from the last fix, none from an old one; from a record and from search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.geo.position import Position
from app.models.hazards import Hazard
from app.ui.actions import Actions
from app.ui.doors import Doors
from app.ui.heading import Heading
from app.ui.places import Destination
from app.ui.receiver.door import navigate_to, show_receiver
from app.ui.receiver.goal import place_of
from app.ui.receiver.guide import GuideWindow
from app.ui.receiver.window import ReceiverWindow
from app.ui.shell import Shell
from app.ui.workbench import Workbench
from tests.rules.world import HERE, hazard, moved, position
from tests.ui.receiver.saying import fix_at, say, speak_to

Settled = Callable[[], None]
GOAL = position(moved(HERE, north=100), 3)


@pytest.fixture
def guide(qtbot: QtBot, bench: Workbench) -> GuideWindow:
    made = GuideWindow(bench, "A-001", GOAL)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_says_how_far_and_where(guide: GuideWindow, bench: Workbench) -> None:
    speak_to(bench.receiver)
    say(bench.receiver)
    assert guide.distance.text() == "\u2066100 m\u2069"
    assert guide.bearing.text() == "\u2066000°\u2069 true · N"
    assert "North is up" in guide.turn.text()
    assert guide.arrow.angle_deg is not None
    assert abs((guide.arrow.angle_deg + 180) % 360 - 180) < 0.5


def test_on_the_move_it_says_which_way_to_turn(guide: GuideWindow, bench: Workbench) -> None:
    seconds = speak_to(bench.receiver)
    for east in range(-10, 1):
        seconds.now_s += 1
        say(bench.receiver, fix_at(moved(HERE, east=east)))
    assert guide.turn.text() == "Turn left by \u206690°\u2069"
    assert guide.arrow.angle_deg == pytest.approx(-90, abs=0.5)


def test_from_an_old_position_there_is_no_way(guide: GuideWindow, bench: Workbench) -> None:
    seconds = speak_to(bench.receiver)
    say(bench.receiver)
    seconds.now_s += 5.1
    guide.refresh()
    assert guide.distance.text() == "–"
    assert guide.arrow.way is None
    assert guide.state.font().strikeOut()
    assert "nobody knows where the receiver is" in guide.doubt.text()


def test_within_both_errors_one_is_there(guide: GuideWindow, bench: Workbench) -> None:
    speak_to(bench.receiver)
    say(bench.receiver, fix_at(moved(HERE, north=95)))
    assert "You are there" in guide.turn.text()


def test_one_place_at_a_time(qtbot: QtBot, bench: Workbench) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    navigate_to(bench, window, "first", GOAL)
    navigate_to(bench, window, "second", GOAL)
    qtbot.waitUntil(lambda: len(window.findChildren(GuideWindow)) == 1)
    assert "second" in window.findChildren(GuideWindow)[0].name.text()
    assert show_receiver(bench, window) is show_receiver(bench, window)
    assert len(window.findChildren(ReceiverWindow)) == 1


def test_a_record_leads_to_its_position() -> None:
    found = place_of(hazard(observer_position=GOAL))
    assert found == (Hazard.observer_position.label, GOAL)
    assert place_of(hazard(observer_position=None)) is None


def test_search_and_record_lead_to_a_place(
    qtbot: QtBot, make_shell: Callable[..., Shell], actions: Actions
) -> None:
    asked: list[tuple[str, Position]] = []

    def navigate(_parent: QWidget, name: str, goal: Position) -> None:
        asked.append((name, goal))

    shell = make_shell(actions, Doors(navigate=navigate))
    draft = {"description": "Mortar bomb", "safe_to_record": True, "observer_position": GOAL}
    saved = actions.save_record("hazard", None, draft)
    frame = shell.show()
    frame.search.setFocus()
    qtbot.keyClicks(frame.search, "mortar")
    qtbot.waitUntil(frame.search.popup.isVisible, timeout=10_000)
    qtbot.keyClick(frame.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    assert asked[0][1] == GOAL
    assert saved.record.title in asked[0][0]
    frame.open(Destination("hazard", saved.record.uid))
    qtbot.waitUntil(lambda: not shell.jobs.is_busy, timeout=10_000)
    heading = next(one for one in frame.findChildren(Heading) if one.isVisible())
    assert heading.navigate.isVisible()
    heading.navigate.trigger()
    assert asked[1] == asked[0]


def test_another_theme_does_not_lose_the_way(
    qtbot: QtBot, make_shell: Callable[..., Shell], actions: Actions
) -> None:
    """F11 builds the window anew, and that is pressed when the sun is in the way."""
    shell = make_shell(actions)
    bench = shell.prepare()
    asked: list[str] = []

    def navigate(_parent: QWidget, name: str, _goal: Position) -> None:
        asked.append(name)

    window = QWidget()
    qtbot.addWidget(window)
    guide = navigate_to(bench, window, "A-001", GOAL)
    assert bench.receiver.goal == ("A-001", GOAL)
    shell._settings = replace(shell._settings, make_doors=lambda _bench: Doors(navigate=navigate))
    shell.show()
    assert asked == ["A-001"]
    guide.close()
    assert bench.receiver.goal is None


def test_f5_without_a_position_to_record_shows_the_receiver(
    qtbot: QtBot, make_shell: Callable[..., Shell], actions: Actions
) -> None:
    asked: list[QWidget] = []
    shell = make_shell(actions, Doors(receiver=asked.append))
    frame = shell.show("today")
    frame._on_position()
    frame.receiver.click()
    assert asked == [frame, frame]
