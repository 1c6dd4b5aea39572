"""The receiver at the top of the window and in its own: words, age, strike-through, counts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.exchange.ports import Plug, ReceiverError
from app.geo.live import Condition
from app.geo.nmea_doubts import Doubt
from app.geo.quality import Quality
from app.ui.receiver.choosing import ReceiverChoice
from app.ui.receiver.following import Choice, Report, Way
from app.ui.receiver.receiver import Link
from app.ui.receiver.state import ReceiverState
from app.ui.receiver.window import ReceiverWindow
from app.ui.receiver.words import clock_words, doubt_words, duration, quality_words
from app.ui.workbench import Workbench
from tests.ui.receiver.saying import fix_at, say, say_nothing, speak_to

Settled = Callable[[], None]


@pytest.fixture
def state(qtbot: QtBot, bench: Workbench) -> ReceiverState:
    made = ReceiverState(bench)
    qtbot.addWidget(made)
    made.resize(400, 40)
    made.show()
    return made


@pytest.fixture
def window(qtbot: QtBot, bench: Workbench, settled: Settled) -> ReceiverWindow:
    made = ReceiverWindow(bench)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def test_the_state_tells_kind_age_and_accuracy(state: ReceiverState, bench: Workbench) -> None:
    assert state.words == "No receiver"
    seconds = speak_to(bench.receiver)
    say(bench.receiver, fix_at(quality=Quality.RTK_FIXED))
    seconds.now_s += 2
    state.refresh()
    assert state.words == "RTK fixed · \u20662 s\u2069 · \u2066± 4.5 m\u2069"
    assert not state.font().strikeOut()


def test_an_old_position_is_struck_through(state: ReceiverState, bench: Workbench) -> None:
    seconds = speak_to(bench.receiver)
    say(bench.receiver)
    seconds.now_s += 5.1
    state.refresh()
    assert state.font().strikeOut()
    assert state.property("tone") == "grave"
    say(bench.receiver)
    state.refresh()
    assert not state.font().strikeOut()


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition.SILENT, "Receiver silent"),
        (Condition.NOISE, "Receiver not understood"),
        (Condition.NO_FIX, "No position yet"),
    ],
)
def test_what_is_no_position_is_told_apart(
    state: ReceiverState, bench: Workbench, condition: Condition, words: str
) -> None:
    speak_to(bench.receiver)
    say_nothing(bench.receiver, condition)
    assert state.words == words


def test_a_position_that_was_lost_is_no_longer_shown(
    state: ReceiverState, bench: Workbench
) -> None:
    speak_to(bench.receiver)
    say(bench.receiver)
    say_nothing(bench.receiver, Condition.NO_FIX)
    assert state.words == "Position lost"
    assert not bench.receiver.is_fresh


def test_a_suspect_position_says_so_first(state: ReceiverState, bench: Workbench) -> None:
    speak_to(bench.receiver)
    say(bench.receiver, fix_at(quality=Quality.SIMULATED), doubts=frozenset({Doubt.SIMULATED}))
    assert state.words.startswith("Suspect · Simulated")
    state.set_brief(is_brief=True)
    assert "Suspect" in state.text()


def test_without_accuracy_it_says_that_nobody_knows(state: ReceiverState, bench: Workbench) -> None:
    speak_to(bench.receiver)
    say(bench.receiver, fix_at(error_north_m=None, error_east_m=None, hdop=None))
    assert "accuracy not known" in state.words


def test_the_window_counts_what_came(window: ReceiverWindow, bench: Workbench) -> None:
    speak_to(bench.receiver)
    say(bench.receiver)
    figures = [label.text().strip("\u2066\u2069") for label in window.figures]
    assert figures == ["9", "0.9", "30", "2", "4", "17", "9,600"]
    assert "44, 41, 38" in window.strengths.accessibleName()
    model = window.said.model()
    shown = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    assert shown == ["$GPGGA,1*55", "$GPGGA,2*00   ✗ wrong checksum", "$GPGGA,3   ✗ no checksum"]
    font = model.index(1, 0).data(Qt.ItemDataRole.FontRole)
    assert font.strikeOut()
    assert model.index(0, 0).data(Qt.ItemDataRole.FontRole) is None


def test_doubts_are_sentences(window: ReceiverWindow, bench: Workbench) -> None:
    speak_to(bench.receiver)
    say(bench.receiver, doubts=frozenset({Doubt.JUMP, Doubt.ALIKE}), system="ED50")
    told = window.doubts.text().split("\n")
    assert len(told) == 3
    assert "faster than anything flies" in told[0]
    assert "ED50" in told[2]


def test_every_doubt_and_quality_has_words(bench: Workbench) -> None:
    doubts = {doubt_words(doubt, bench.say) for doubt in Doubt}
    assert len(doubts) == len(Doubt)
    assert all(words.endswith(".") for words in doubts)
    assert len({quality_words(quality, bench.say) for quality in Quality}) == len(Quality)


@pytest.mark.parametrize(
    ("ahead_s", "words"),
    [(None, "no date"), (1.2, "agrees"), (90.0, "90 s\u2069 ahead"), (-7200.0, "2 h\u2069 behind")],
)
def test_the_clocks_are_compared_in_words(
    bench: Workbench, ahead_s: float | None, words: str
) -> None:
    assert words in clock_words(ahead_s, bench.say)


def test_a_time_is_said_shortly() -> None:
    told = [duration(s) for s in (0.4, 12, 150, 9_000, 432_000)]
    assert told == ["0 s", "12 s", "2 min", "2 h", "5 d"]


def test_a_receiver_that_is_gone_says_what_to_do(window: ReceiverWindow, bench: Workbench) -> None:
    speak_to(bench.receiver)
    bench.receiver._lose(ReceiverError("The receiver on {port} is gone.", hint="Plug.", port="X"))
    assert window.condition.text() == "The receiver on X is gone. Plug."
    assert window.state.text() == "Receiver not reached"  # nothing was ever heard of it
    say_nothing(bench.receiver, Condition.NO_FIX)
    bench.receiver._lose(ReceiverError("The receiver on {port} is gone.", hint="Plug.", port="X"))
    assert window.state.text() == "Receiver gone"


@pytest.mark.parametrize(
    ("choice", "is_gpsd", "condition", "words"),
    [
        (Choice(Way.SERIAL, "/dev/ttyUSB7"), False, Condition.SILENT, "Check that it is on."),
        (Choice(Way.SERIAL, "/dev/ttyUSB7"), False, Condition.NOISE, "to write NMEA 0183"),
        (Choice(Way.NETWORK, "host:2947"), False, Condition.SILENT, "The address answers"),
        (Choice(Way.NETWORK, "host:80"), False, Condition.NOISE, "Check the address"),
        (Choice(Way.NETWORK, "host:2947"), True, Condition.NOISE, "gpsd answers"),
        (Choice(Way.NETWORK, "host:2947"), True, Condition.SILENT, "gpsd answers"),
    ],
)
def test_where_nothing_useful_comes_it_says_where_to_look(
    window: ReceiverWindow,
    bench: Workbench,
    choice: Choice,
    condition: Condition,
    words: str,
    *,
    is_gpsd: bool,
) -> None:
    speak_to(bench.receiver)
    bench.receiver.choice = choice
    report = Report(bench.receiver.seconds(), condition, is_gpsd=is_gpsd)
    bench.receiver._on_report(report)
    assert words in window.condition.text()
    is_understood = is_gpsd or condition is Condition.SILENT
    assert window.state.text() == (
        "Receiver silent" if is_understood else "Receiver not understood"
    )


# --- choosing -------------------------------------------------------------------------------------


def test_ports_are_offered_with_what_is_plugged_in(qtbot: QtBot, bench: Workbench) -> None:
    choice = ReceiverChoice(bench)
    qtbot.addWidget(choice)
    choice._on_plugs([Plug("/dev/ttyUSB0", "u-blox 8"), Plug("/dev/ttyS0", "")])
    assert choice.where.chosen() == "serial:/dev/ttyUSB0"
    shown = [choice.where.itemText(row) for row in range(choice.where.count())]
    assert "u-blox 8" in shown[1]
    assert not any("practice" in text for text in shown)


def test_the_walk_is_offered_in_the_practice_alone(qtbot: QtBot, bench: Workbench) -> None:
    bench.receiver.is_practice = True
    choice = ReceiverChoice(bench)
    qtbot.addWidget(choice)
    choice.where.set_chosen(Way.PRACTICE)
    choice.where.picked.emit()
    with qtbot.waitSignal(bench.receiver.heard, timeout=10_000):
        choice.connect_now.click()
    assert bench.receiver.choice is not None
    assert bench.receiver.choice.is_invented
    choice.refresh()
    assert choice.where.chosen() == Way.PRACTICE
    choice.let_go.click()
    assert bench.receiver.link is Link.NONE


def test_a_wrong_address_is_refused_at_its_place(qtbot: QtBot, bench: Workbench) -> None:
    choice = ReceiverChoice(bench)
    qtbot.addWidget(choice)
    choice.show()
    choice.where.set_chosen(Way.NETWORK)
    choice.where.picked.emit()
    assert choice.address.isVisible()
    choice.address.setText("gps:0")
    choice.connect_now.click()
    assert "is no address" in choice.problem.text()
    assert bench.receiver.link is Link.NONE


def test_no_file_chosen_changes_nothing(qtbot: QtBot, bench: Workbench) -> None:
    choice = ReceiverChoice(bench)
    qtbot.addWidget(choice)
    choice.where.set_chosen(Way.REPLAY)
    choice.where.picked.emit()
    choice.connect_now.click()
    assert bench.receiver.link is Link.NONE


def test_rounding_keeps_the_error_honest(bench: Workbench) -> None:
    speak_to(bench.receiver)
    say(bench.receiver, fix_at(error_north_m=Decimal(100), error_east_m=Decimal(100)))
    position = bench.receiver.position()
    assert position is not None
    assert position.error_95_m() == pytest.approx(Decimal("282.844"))


def test_a_narrow_window_keeps_age_and_accuracy(state: ReceiverState, bench: Workbench) -> None:
    speak_to(bench.receiver)
    say(bench.receiver)
    wide = state.sizeHint().width()
    state.set_brief(is_brief=True)
    assert state.sizeHint().width() < wide
    assert "± 4.5 m" in state.text()
    assert "Satellites" not in state.text()
    assert "Satellites only" in state.accessibleName()
    assert "Satellites only" in state.toolTip()
