"""Logs of receivers, looked over as a whole."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pynmea2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.contents import Contents
from app.exchange.logs import read_log
from tests.exchange.forms import DATA, NOW, look

EXPECTED: dict[str, dict[str, Any]] = json.loads((DATA / "nmea/expected.json").read_text("utf-8"))
# One instant counts once. gpsd reports some several times, and not those that break off.
FIXES = {"neo-m8n.log": 24, "bt451.log": 15, "garmin-10x.log": 10, "skytraq-fix.log": 11}
GGA = "GPGGA,{clock},3030.0000,N,04746.8000,E,{quality},08,0.9,12.3,M,-18.2,M,,"
RMC = "GPRMC,{clock},A,3030.0000,N,04746.8000,E,5.0,90.0,{day},,,A"


def line(body: str, **values: str) -> bytes:
    told = body.format(**{"clock": "100000", "day": "221126", "quality": "1"} | values)
    return f"${told}*{pynmea2.NMEASentence.checksum(told):02X}\r\n".encode()


def read(*lines: bytes) -> Contents:
    return read_log(lines, NOW)


@pytest.mark.parametrize("name", EXPECTED)
def test_real_logs(name: str) -> None:
    wanted = EXPECTED[name]
    contents = look((DATA / "nmea" / name).read_bytes())
    assert contents.format == "nmea"
    assert contents.counts == {
        "fixes": FIXES[name],
        "sentences": wanted["good"] + wanted["bad"] + wanted["none"],
        "bad_checksum": wanted["bad"],
        "no_fix": wanted["quality"].get("0", 0),
    }
    first, last, box = contents.first, contents.last, contents.box
    assert first is not None
    assert last is not None
    assert box is not None
    for spot, place in ((first, wanted["first"]), (last, wanted["last"])):
        assert (float(spot.lat), float(spot.lon)) == (place["lat"], place["lon"])
        assert spot.utc is not None
        assert spot.utc[:10] == wanted["first_rmc_utc"][:10]
    edges = (box.south, box.west, box.north, box.east)
    assert [float(edge) for edge in edges] == wanted["box"]


@pytest.mark.parametrize(
    ("name", "counts", "first", "last"),
    [  # counted by hand; first and last as gpsd has them
        ("ch-4701.log", (28, 120, 0, 0), ("53.936907", "27.580992", "2008-05-29T12:34:33Z"),
         ("53.936932667", "27.581107500", "2008-05-29T12:34:59Z")),
        ("humminbird-M37.log", (33, 98, 0, 0), ("44.435216667", "-71.675993333", "19:41:01Z"),
         ("44.435365", "-71.674941667", "19:41:19Z")),
        ("foretrex-201.log", (7, 136, 0, 4), ("55.073905", "10.425643333", "2010-08-26T20:00:04Z"),
         ("55.073906667", "10.425640", "2010-08-26T20:00:16Z")),
    ],
)  # fmt: skip
def test_logs_of_odd_receivers(
    name: str, counts: tuple[int, ...], first: tuple[str, ...], last: tuple[str, ...]
) -> None:
    """An RMC with the place before; a sentence an instant in turn, and a clock that goes back;
    instants without a fix that have no time."""
    contents = look((DATA / "nmea" / name).read_bytes())
    assert tuple(contents.counts.values()) == counts
    for spot, (lat, lon, utc) in ((contents.first, first), (contents.last, last)):
        assert spot is not None
        assert (spot.lat, spot.lon, spot.utc) == (Decimal(lat), Decimal(lon), utc)


def test_what_is_strange_is_said() -> None:
    assert [w.values["count"] for w in look((DATA / "nmea/bt451.log").read_bytes()).warnings] == [1]
    (estimated,) = look((DATA / "nmea/garmin-10x.log").read_bytes()).warnings
    assert "estimated" in estimated.what


@pytest.mark.parametrize(
    ("lines", "utc"),
    [
        ([line(GGA)], "10:00:00Z"),
        ([line(GGA), line(RMC)], "2026-11-22T10:00:00Z"),
        ([line(GGA), line(RMC, clock="100001.50")], "2026-11-22T10:00:00Z"),
        ([line(GGA, clock="235959"), line(RMC, clock="000000")], "2026-11-21T23:59:59Z"),
        ([line(GGA), line(RMC, clock="095000")], "10:00:00Z"),
        ([line(RMC, day="080407")], "10:00:00Z"),
        ([line(RMC, day="060180")], "10:00:00Z"),
        ([line(RMC, day="310226")], "10:00:00Z"),
        ([line(RMC, clock="")], None),
    ],
)
def test_the_first_instant(lines: list[bytes], utc: str | None) -> None:
    first = read(*lines).first
    assert first is not None
    assert first.utc == utc


def test_the_date_of_a_rolled_over_receiver_is_a_warning() -> None:
    (warning,) = read(line(RMC, day="080407")).warnings
    assert "date cannot be believed" in warning.what
    assert warning.values == {"count": 1}


def test_what_is_not_used_is_a_problem() -> None:
    contents = read(line(RMC), line(GGA)[:-4] + b"00\r\n", line(GGA)[:30] + b"\r\n")
    assert [problem.values["number"] for problem in contents.problems] == [2, 3]
    assert contents.counts["bad_checksum"] == 1


def test_a_receiver_set_to_an_old_datum_is_a_warning() -> None:
    assert not read(line("GPDTM,W84,,0,N,0,E,0,W84"), line(RMC)).warnings
    (warning,) = read(line("PGRMM,European 1950"), line(RMC)).warnings
    assert warning.values == {"system": "European 1950"}


def test_ships_and_simulators_are_told() -> None:
    ships = b"!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E\r\n"
    warnings = read(ships, line(GGA, quality="8")).warnings
    assert [warning.values for warning in warnings] == [{"count": 1}, {"count": 1}]


def test_a_log_without_a_position() -> None:
    contents = read(line(GGA, quality="0"))
    assert contents.counts["no_fix"] == 1
    assert contents.first is None
    assert contents.box is None
    assert contents.warnings[0].what == "There is no place in this file."


@given(st.lists(st.one_of(
    st.sampled_from([line(GGA), line(RMC), line(RMC, clock="100001"), line(GGA, quality="0"),
                     line(GGA)[:-4] + b"00\r\n", line(GGA)[:20] + b"\r\n"]),
    st.binary(max_size=30).map(lambda noise: noise + b"\r\n"),
)))  # fmt: skip
def test_counts_add_up(lines: list[bytes]) -> None:
    contents = read(*lines)
    counts = contents.counts
    assert counts["fixes"] + counts["no_fix"] <= counts["sentences"] - counts["bad_checksum"]
    assert counts["fixes"] <= 2
    assert (contents.box is None) == (contents.first is None)
