"""A receiver as it is heard: fresh, old, gone, deceived, or no receiver at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.live import FRESH_S, Condition, Heard, Listening, OldFixError, position_of, said
from app.geo.position import AccuracyKind, HeightKind, Method, Position
from app.geo.quality import Quality

NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LOGS = Path(__file__).parents[1] / "data/nmea"


def sentence(body: str) -> bytes:
    return f"${body}*{reduce(xor, body.encode()):02X}\r\n".encode()


def epoch(second: int, *, quality: int = 1, gst: bool = True) -> bytes:
    clock = (NOON + timedelta(seconds=second)).strftime("%H%M%S.00")
    status = "A" if quality else "V"
    lines = [
        sentence(f"GNRMC,{clock},{status},3030.0000,N,04746.8000,E,0.0,,221126,,,{status}"),
        sentence(f"GNGGA,{clock},3030.0000,N,04746.8000,E,{quality},12,0.8,9.5,M,-18.2,M,,"),
    ]
    if gst:
        lines.append(sentence(f"GNGST,{clock},1.0,,,,0.6,0.8,1.5"))
    return b"".join(lines)


def listened(seconds: Sequence[int], **told: int | bool) -> tuple[Listening, list[Heard]]:
    listening = Listening()
    heard = [
        one
        for second in seconds
        for one in listening.feed(
            epoch(second, **told),  # type: ignore[arg-type] # what `epoch` takes
            float(second),
            NOON + timedelta(seconds=second),
        )
    ]
    return listening, heard


def test_a_fix_is_dated_by_when_its_first_sentence_was_heard() -> None:
    _, heard = listened(range(4))
    assert [one.at_s for one in heard] == [0.0, 1.0, 2.0]
    assert [one.ahead_s for one in heard] == [0.0, 0.0, 0.0]


def test_what_is_recorded_says_what_the_receiver_said() -> None:
    _, heard = listened(range(2))
    told = position_of(heard[0], 1.0, "u-blox", antenna_m=Decimal("1.8"))
    assert told == Position(
        lat=Decimal("30.500000000"),
        lon=Decimal("47.780000000"),
        method=Method.HANDHELD,
        height_m=Decimal("9.5"),
        height_kind=HeightKind.SEA_LEVEL,
        geoid_m=Decimal("-18.2"),
        accuracy_m=Decimal("1.000"),
        accuracy_kind=AccuracyKind.P68,
        precision_m=Decimal("0.131"),
        fixes=1,
        satellites=12,
        hdop=Decimal("0.8"),
        receiver="u-blox",
        quality=Quality.AUTONOMOUS,
        antenna_m=Decimal("1.8"),
        source_text=said(heard[0].fix),
    )
    assert told.source_text is not None
    assert told.source_text.startswith("$GNGGA,090000.00,3030.0000,N,04746.8000,E,1,12,0.8,9.5,M,")
    assert told.error_95_m() == Decimal("2.131")


def test_without_its_own_estimate_geometry_tells_and_never_less_than_ten_metres() -> None:
    _, heard = listened(range(2), gst=False)
    told = position_of(heard[0], 1.0, "")
    assert (told.accuracy_m, told.accuracy_kind) == (None, AccuracyKind.HDOP)
    assert (told.error_95_m() or 0) >= 10


@pytest.mark.parametrize(
    ("quality", "method", "is_suspect"),
    [
        (1, Method.HANDHELD, False),
        (2, Method.DGNSS, False),
        (4, Method.RTK, False),
        (5, Method.DGNSS, False),
        (6, Method.HANDHELD, True),
        (7, Method.HANDHELD, True),
        (8, Method.HANDHELD, True),
    ],
)
def test_what_was_not_measured_is_suspect(quality: int, method: Method, is_suspect: bool) -> None:
    _, heard = listened(range(2), quality=quality)
    told = position_of(heard[0], 1.0, "")
    assert (told.method, told.is_suspect) == (method, is_suspect)
    assert list(Quality).index(heard[0].fix.quality) == quality - 1


# --- a cable that is pulled -----------------------------------------------------------------------


@given(silence_s=st.floats(0, 1e6), why=st.sampled_from(["", "  ", "the cable broke"]))
def test_nothing_old_is_recorded_by_mistake(silence_s: float, why: str) -> None:
    """Whatever came before, once nothing comes for five seconds nothing can be recorded unasked."""
    listening, heard = listened(range(5))
    last = listening.heard
    assert last is heard[-1]
    now_s = last.at_s + silence_s
    assert listening.condition(now_s) is (Condition.FIX if silence_s <= FRESH_S else Condition.OLD)
    if silence_s > FRESH_S and not why.strip():
        with pytest.raises(OldFixError):
            position_of(last, now_s, "", why=why)
        return
    assert position_of(last, now_s, "", why=why).is_suspect == (silence_s > FRESH_S)


def test_a_receiver_that_loses_its_fix_has_none() -> None:
    listening, _ = listened(range(4))
    for second in range(4, 8):
        tuple(listening.feed(epoch(second, quality=0), float(second), NOON))
    assert listening.condition(8.0) is Condition.NO_FIX


def test_what_is_no_receiver_says_so() -> None:
    listening = Listening()
    assert listening.condition(0.0) is Condition.SILENT
    assert not tuple(listening.feed(b"\x00\xff\x13garbage" * 40, 1.0, NOON))
    assert listening.condition(2.0) is Condition.NOISE
    assert listening.condition(9.0) is Condition.SILENT


def test_a_receiver_set_to_an_old_datum_is_not_believed() -> None:
    listening = Listening()
    datum = sentence("GPDTM,999,,0.0,N,0.0,E,0.0,W84").replace(b"999", b"NAH")
    body = b"GPDTM,NAH,,0.0,N,0.0,E,0.0,W84"
    datum = sentence(body.decode())
    heard = [
        one
        for second in range(3)
        for one in listening.feed(datum + epoch(second), float(second), NOON)
    ]
    told = position_of(heard[-1], 2.0, "")
    assert (told.source_system, told.is_suspect) == ("UNKNOWN", True)
    assert (told.error_95_m() or 0) >= 500


# --- real receivers, and any way of cutting what they say -----------------------------------------


@pytest.mark.parametrize("log", sorted(LOGS.glob("*.log")), ids=lambda path: path.stem)
@given(data=st.data())
def test_however_the_line_is_cut_the_same_is_heard(log: Path, data: st.DataObject) -> None:
    told = log.read_bytes()[:20_000]
    cuts = sorted(data.draw(st.sets(st.integers(0, len(told)), max_size=12)))
    assert [one.fix for one in _heard(told, cuts)] == [one.fix for one in _heard(told, [])]


def _heard(told: bytes, cuts: Sequence[int]) -> Iterator[Heard]:
    listening = Listening()
    ends = [*cuts, len(told)]
    for second, (begin, end) in enumerate(zip([0, *cuts], ends, strict=True)):
        yield from listening.feed(told[begin:end], float(second), NOON)


def test_the_sentences_kept_are_whole_and_few() -> None:
    _, heard = listened(range(2))
    many = replace(heard[0].fix, raw=heard[0].fix.raw * 20)
    text = said(many)
    assert text is not None
    assert len(text) <= 500
    assert set(text.split("\n")) <= set(heard[0].fix.raw)
