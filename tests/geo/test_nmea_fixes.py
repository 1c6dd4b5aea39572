"""Fixes: what a receiver says of one instant, and what it says badly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pynmea2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.nmea import sentences
from app.geo.nmea_fixes import Epochs, Fix, NoFix, is_believable
from app.geo.nmea_values import read_clock, read_degrees
from app.geo.quality import Quality

DATA = Path(__file__).resolve().parents[1] / "data/nmea"
EXPECTED: dict[str, dict[str, Any]] = json.loads((DATA / "expected.json").read_text("utf-8"))
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
NUMBERS = dict(zip(Quality, "12345678", strict=True))


def line(body: str) -> str:
    return f"${body}*{pynmea2.NMEASentence.checksum(body):02X}"


def told(blocks: Iterable[bytes]) -> tuple[list[Fix | NoFix], Epochs]:
    epochs = Epochs()
    found = [done for one in sentences(blocks) if (done := epochs.add(one))]
    last = epochs.end()
    return [*found, *([last] if last else [])], epochs


def fixes(*bodies: str) -> list[Fix | NoFix]:
    return told(["\r\n".join(map(line, bodies)).encode()])[0]


def gga(clock: str = "100000.00", quality: str = "1", lat: str = "3030.0000,N") -> str:
    return f"GPGGA,{clock},{lat},04746.8000,E,{quality},08,0.9,12.3,M,-18.2,M,,"


def rmc(clock: str = "100000.00", day: str = "221126", state: str = "A", mode: str = "A") -> str:
    return f"GPRMC,{clock},{state},3030.0000,N,04746.8000,E,1.0,90.0,{day},,,{mode}"


def test_the_place_is_the_one_that_the_height_and_quality_belong_to() -> None:
    """As a receiver of 2008 wrote it: its RMC, which came first, had the place before."""
    for sentences_of_it in ((rmc(), gga(lat="3030.0013,N")), (gga(lat="3030.0013,N"), rmc())):
        (fix,) = fixes(*sentences_of_it)
        assert isinstance(fix, Fix)
        assert (fix.lat, fix.height_m) == (
            read_degrees("3030.0013", "N", "NS", 90),
            Decimal("12.3"),
        )


@pytest.mark.parametrize("name", EXPECTED)
def test_real_logs_are_read_as_gpsd_reads_them(name: str) -> None:
    """gpsd leaves out an instant that it sees only in part; here it is marked, and counted."""
    wanted = EXPECTED[name]
    found, epochs = told([(DATA / name).read_bytes()])
    positions = [fix for fix in found if isinstance(fix, Fix)]
    whole = [fix for fix in positions if not fix.is_torn]
    box = [
        choose(getattr(fix, side) for fix in whole)
        for choose in (min, max)
        for side in ("lat", "lon")
    ]
    assert (epochs.sentences, epochs.wrong_sums, epochs.torn) == (
        wanted["good"], wanted["bad"], wanted["none"],
    )  # fmt: skip
    for fix, spot in ((whole[0], wanted["first"]), (whole[-1], wanted["last"])):
        assert (float(fix.lat), float(fix.lon)) == (spot["lat"], spot["lon"])
    assert [float(edge) for edge in box] == wanted["box"]
    of_gga = [fix for fix in positions if any("GGA" in raw for raw in fix.raw)]
    qualities = Counter(NUMBERS[fix.quality] for fix in of_gga)
    if "0" in wanted["quality"]:
        qualities["0"] = len(found) - len(positions)
    assert qualities == wanted["quality"]
    if "altMSL" in wanted["last"]:
        assert float(whole[-1].height_m or 0) == wanted["last"]["altMSL"]
    assert whole[-1].day == datetime.fromisoformat(wanted["first_rmc_utc"]).date()


@pytest.mark.parametrize(
    ("name", "whole", "torn"),
    [
        ("neo-m8n.log", 23, 1),
        ("bt451.log", 13, 2),
        ("garmin-10x.log", 10, 0),
        ("skytraq-fix.log", 11, 0),
    ],
)
def test_instants_are_counted_once_each(name: str, whole: int, torn: int) -> None:
    found, _ = told([(DATA / name).read_bytes()])
    assert Counter(fix.is_torn for fix in found if isinstance(fix, Fix)) == Counter(
        {False: whole, True: torn}
    )
    clocks = {
        value
        for sentence in sentences([(DATA / name).read_bytes()])
        if sentence.kind in {"GGA", "RMC", "GLL"}
        and (sentence["status"] == "A" or sentence["gps_qual"] not in {"", "0"})
        and (value := sentence["timestamp"])
    }
    assert len(clocks) == whole + torn


SAID = [
    gga(), gga("100001"), rmc(), rmc("100002", state="V"), "GPGLL,,,,,,V,N", gga("", "0", ","),
    "GPGST,100001,,,,,2.0,3.0,4.0", "GPGSA,A,3,,,,,,,,,,,,,1.8,0.9,1.5", "PUBX,00,1",
    "GPZDA,100000,22,11,2026,,",
]  # fmt: skip


@given(st.lists(st.sampled_from(SAID), max_size=40))
def test_every_sentence_is_kept_once_and_counts_add_up(bodies: list[str]) -> None:
    found, epochs = told(["\r\n".join(map(line, bodies)).encode()])
    assert epochs.sentences == len(bodies)
    assert sum(len(one.raw) for one in found) <= len(bodies)
    assert len({one.clock for one in found if isinstance(one, Fix)}) == len(
        [one for one in found if isinstance(one, Fix)]
    )


@given(st.lists(st.text("GPRMCAL,0123456789.NSEWV-", max_size=60).map(lambda text: f"GP{text}")))
def test_nothing_that_keeps_its_checksum_is_a_crash(bodies: list[str]) -> None:
    for one in fixes(*bodies):
        if isinstance(one, Fix):
            assert -90 <= one.lat <= 90
            assert -180 <= one.lon <= 180


@given(st.integers(0, 89), st.integers(0, 59), st.text("0123456789", max_size=10))
def test_degrees_are_kept_to_their_last_digit(degrees: int, minutes: int, decimals: str) -> None:
    value = f"{degrees:02}{minutes:02}.{decimals}"
    found = read_degrees(value, "S", "NS", 90)
    assert found is not None
    exact = degrees + Decimal(f"{minutes:02}.{decimals or '0'}") / 60
    assert abs(-found - exact) <= Decimal("5e-10")


@pytest.mark.parametrize(
    ("value", "side"),
    [("3060.0000", "N"), ("3030.0000", ""), ("3030.0000", "E"), ("9000.0001", "N"), ("", "N"),
     ("30", "N"), ("-3030.0", "N"), ("٣٠٣٠.٠", "N"), ("3030,5", "N")],
)  # fmt: skip
def test_what_is_no_latitude(value: str, side: str) -> None:
    assert read_degrees(value, side, "NS", 90) is None


@pytest.mark.parametrize(
    ("value", "clock"),
    [("235959.99", time(23, 59, 59, 990_000, UTC)), ("235960", time(23, 59, 59, 0, UTC)),
     ("240000", None), ("126000", None), ("", None), ("12000", None)],
)  # fmt: skip
def test_the_time_of_day(value: str, clock: time | None) -> None:
    assert read_clock(value) == clock


@pytest.mark.parametrize("quality", Quality)
def test_each_quality_is_told(quality: Quality) -> None:
    (fix,) = fixes(gga(quality=NUMBERS[quality]))
    assert isinstance(fix, Fix)
    assert fix.quality is quality
    letters = dict(zip(Quality, "ADPRFEMS", strict=True))
    (of_letter,) = fixes(rmc(state="A" if quality.is_measured else "V", mode=letters[quality]))
    assert isinstance(of_letter, Fix)
    assert of_letter.quality is quality


@pytest.mark.parametrize(
    "body",
    [gga(quality="0"), gga(quality="9"), gga(quality=""), rmc(state="V", mode="N"),
     rmc(state="V", mode=""), rmc(state="V", mode="A"), rmc(mode="N"), gga(lat=","),
     "GPGLL,3030.0,N,04746.8,E,100000,V,N", "GNGNS,100000,3030.0,N,04746.8,E,NN,08,,,,,"],
)  # fmt: skip
def test_what_is_no_fix(body: str) -> None:
    (found,) = fixes(body)
    assert isinstance(found, NoFix)
    assert found.raw == (line(body),)


def test_one_instant_has_all_that_was_said_of_it() -> None:
    (fix,) = fixes(
        rmc(), gga(quality="4"), "GPGSA,A,3,,,,,,,,,,,,,1.8,0.9,1.5",
        "GPGST,100000.00,9.0,,,,0.012,0.011,0.020", "GPGSV,1,1,02,01,,,40,02,,,41",
    )  # fmt: skip
    assert isinstance(fix, Fix)
    assert fix.lat == Decimal("30.5")
    assert fix.lon == Decimal("47.78")
    assert (fix.height_m, fix.geoid_m) == (Decimal("12.3"), Decimal("-18.2"))
    assert (fix.error_north_m, fix.error_east_m) == (Decimal("0.012"), Decimal("0.011"))
    assert (fix.satellites, fix.hdop, fix.pdop) == (8, Decimal("0.9"), Decimal("1.8"))
    assert fix.strengths == (40, 41)
    assert fix.utc(NOW) == datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    assert len(fix.raw) == 5
    assert not fix.is_disputed


def test_a_contradiction_is_told() -> None:
    (fix,) = fixes(gga(), rmc(state="V", mode="N"))
    assert isinstance(fix, Fix)
    assert fix.is_disputed


def test_a_wrong_checksum_gives_no_position() -> None:
    found, epochs = told([line(gga()).encode()[:-2] + b"00"])
    assert not found
    assert epochs.wrong_sums == 1


def test_a_receiver_without_checksums_is_read_until_it_has_one() -> None:
    bare = f"${gga('100000')}\r\n".encode()
    found, epochs = told([bare, line(gga("100001")).encode() + b"\r\n", b"$" + bare[1:30]])
    assert len(found) == 2
    assert epochs.torn == 1


def test_the_day_is_carried_past_midnight() -> None:
    found = fixes(rmc("235959", "311225"), gga("000000"), gga("000001"))
    assert [one.day for one in found if isinstance(one, Fix)] == [
        date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "is_right"),
    [(date(2026, 11, 22), True), (date(2026, 11, 23), True), (date(2026, 11, 24), False),
     (date(2007, 4, 9), True), (date(2007, 4, 8), False), (date(1999, 8, 22), False),
     (date(1980, 1, 6), False), (date(2079, 1, 1), False)],
)  # fmt: skip
def test_a_date_that_a_receiver_may_have_rolled_over_is_not_believed(
    day: date, is_right: bool
) -> None:
    assert is_believable(day, NOW) is is_right
    (fix,) = fixes(rmc(day=f"{day:%d%m%y}"))
    assert isinstance(fix, Fix)
    assert fix.day == day
    assert (fix.utc(NOW) is not None) is is_right


def test_a_clock_that_only_zda_has_wrong_costs_no_fix() -> None:
    """So writes a Magellan AC12: the time in ZDA is two seconds ahead of the fix."""
    told = [
        body
        for second in range(21, 27)
        for body in (
            gga(f"1932{second}.00"),
            rmc(f"1932{second}.00"),
            f"GPZDA,1932{second + 2}.00,22,11,2026,00,00",
        )
    ]
    found = fixes(*told)
    assert [one.clock and one.clock.second for one in found] == [21, 22, 23, 24, 25, 26]
    assert all(isinstance(one, Fix) and not one.is_torn for one in found)


def test_errors_that_come_before_their_fix_are_of_that_fix() -> None:
    first, second = fixes(
        gga("100000"), "GPGST,100001,,,,,2.0,3.0,4.0", gga("100001"), "GPGST,100001,,,,,9,9,9"
    )
    assert isinstance(first, Fix)
    assert isinstance(second, Fix)
    assert first.error_north_m is None
    assert second.error_north_m == 2


def test_a_receiver_with_another_instant_in_gll_is_whole_to_its_end() -> None:
    """So writes a Garmin 48: GLL is a second later than RMC and GGA."""
    told = [
        body
        for second in range(10, 20, 2)
        for body in (rmc(f"1000{second}"), gga(f"1000{second}"),
                     f"GPGLL,3030.0,N,04746.8,E,1000{second + 1},A")
    ]  # fmt: skip
    found = fixes(*told)
    assert len(found) == 10
    assert not any(isinstance(one, Fix) and one.is_torn for one in found)


def test_a_telephone_that_lost_count_of_the_weeks() -> None:
    """So wrote a Telit HE910 after 6 April 2019."""
    found = fixes(
        "GPRMC,,V,,,,,,,,,,N",
        "GPRMC,000231.099,A,4829.0005,N,00022.0015,E,0.15,212.28,2208-1,,,A",
        "GPRMC,000231.42,A,4829.0005,N,00022.0016,E,0.16,212.28,220899,,,A",
    )
    assert [isinstance(one, Fix) and one.day for one in found] == [False, None, date(1999, 8, 22)]
    assert not any(isinstance(one, Fix) and one.utc(NOW) for one in found)
