"""Sentences taken out of what a receiver sends, and out of everything else on the line."""

from __future__ import annotations

from pathlib import Path

import pynmea2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.nmea import LONGEST, Framing, Sentence, Sum, datum_of, has_sentence, sentences

DATA = Path(__file__).resolve().parents[1] / "data/nmea"
LOGS = sorted(DATA.glob("*.log"))
GGA = b"$GPGGA,165007.000,4143.6058,N,08338.0778,W,1,06,1.5,204.3,M,-33.7,M,,0000*67"


def framed(*blocks: bytes) -> list[Sentence]:
    return list(sentences(blocks))


@given(st.lists(st.binary(max_size=200)))
def test_arbitrary_bytes_are_read_without_a_crash(blocks: list[bytes]) -> None:
    for sentence in framed(*blocks):
        assert sentence.raw.encode("ascii") in b"".join(blocks)


@given(st.binary(max_size=120), st.binary(max_size=120))
def test_a_sentence_on_its_own_line_is_found_in_any_noise(before: bytes, after: bytes) -> None:
    found = framed(before + b"\r\n" + GGA + b"\r\n" + after)
    assert GGA.decode() in [sentence.raw for sentence in found]


@given(st.data())
@pytest.mark.parametrize("log", LOGS, ids=lambda path: path.stem)
def test_how_a_log_is_cut_into_blocks_changes_nothing(log: Path, data: st.DataObject) -> None:
    whole = log.read_bytes()[:3000]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    blocks = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert framed(*blocks) == framed(whole)


@given(st.integers(1, len(GGA) - 4), st.integers(1, 255))
def test_one_wrong_character_is_never_a_right_sentence(at: int, change: int) -> None:
    damaged = bytearray(GGA)
    damaged[at] ^= change
    assert all(found.sum is not Sum.RIGHT for found in framed(bytes(damaged) + b"\r\n"))


@pytest.mark.parametrize("log", LOGS, ids=lambda path: path.stem)
def test_a_log_is_read_as_pynmea2_reads_its_lines(log: Path) -> None:
    lines = [line for line in log.read_text("utf-8").splitlines() if line.startswith("$")]
    found = framed(log.read_bytes())
    assert [sentence.raw for sentence in found] == lines
    for sentence in found:
        if sentence.kind:
            known = pynmea2.parse(sentence.raw, check=True)
            assert sentence.kind == known.sentence_type
            assert list(sentence.values.values()) == known.data[: len(sentence.values)]


def test_every_talker_is_heard() -> None:
    for talker in ("GP", "GN", "GL", "GA", "GB", "BD", "GQ", "GI", "QZ", "IN"):
        (sentence,) = framed(f"${talker}GGA,120000,,,,,0,,,,M,,M,,".encode())
        assert (sentence.talker, sentence.kind) == (talker, "GGA")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (GGA, Sum.RIGHT),
        (GGA[:-2] + b"68", Sum.WRONG),
        (GGA[:-3], Sum.NONE),
        (GGA[:-1], Sum.NONE),
        (GGA.replace(b"*67", b"*6g"), Sum.NONE),
    ],
)
def test_the_checksum(line: bytes, kept: Sum) -> None:
    (sentence,) = framed(line)
    assert sentence.sum is kept


@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"\xb5b\x01\x07\x5c\x00$\x00\x12",
        b"# Notes: $GLGSV for GLONASS sats, and $GPGSV for GNSS sats",
        b"!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E",
        b"\\s:rORBCOMM*0E\\!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E",
        b"$",
        b"$$$$,,,*00",
        b"$gpgga,1*00",
        b"$GPGGA",
    ],
)
def test_noise_is_no_sentence(noise: bytes) -> None:
    assert not framed(noise + b"\r\n")


def test_beacons_of_ships_are_counted_apart() -> None:
    framing = Framing()
    assert not list(framing.feed(b"!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E\r\n"))
    assert framing.ais == 1


def test_a_time_stamp_of_the_logger_does_not_hide_a_sentence() -> None:
    (sentence,) = framed(b"2026-11-22T07:00:00.123Z " + GGA + b",1669100400\r\n")
    assert sentence.sum is Sum.RIGHT


def test_a_line_torn_by_the_next_gives_the_next() -> None:
    torn, whole = framed(GGA[:30] + GGA + b"\r\n")
    assert (torn.sum, whole.sum) == (Sum.NONE, Sum.RIGHT)


def test_a_line_without_end_takes_no_memory() -> None:
    framing = Framing()
    for _ in range(100):
        assert not list(framing.feed(b"\0" * 10_000))
        assert len(framing._rest) <= LONGEST
    assert [found.sum for found in framing.feed(b"\r\n" + GGA + b"\r\n")] == [Sum.RIGHT]


def test_what_is_a_log() -> None:
    assert has_sentence(b"\x00\xff\r\n" + GGA + b"\r\n")
    assert has_sentence(GGA[:-3])
    assert has_sentence(GGA[:-1] + b"8")
    assert not has_sentence(b"$PRICE,12\r\nname,lat,lon\r\n")
    assert not has_sentence(b"")


@pytest.mark.parametrize(
    ("body", "datum"),
    [("PGRMM,NAD27 Canada", "NAD27 Canada"), ("GPDTM,W84,,0.0,N,0.0,E,0.0,W84", "W84"),
     ("GPDTM,,,,,,,,", None), ("GPRMC,,V,,,,,,,,,,N", None)],
)  # fmt: skip
def test_a_receiver_says_its_reference_system(body: str, datum: str | None) -> None:
    (sentence,) = framed(f"${body}*{pynmea2.NMEASentence.checksum(body):02X}".encode())
    assert datum_of(sentence) == datum
