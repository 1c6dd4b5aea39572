"""Fixes of a receiver: everything that its sentences say of one instant, in one value.

A receiver tells one position in several sentences a second. What belongs together is found by the
time of day in them, and where a receiver without a position leaves the time out, by the sentence
that begins to repeat. Nothing is smoothed, and every sentence is kept with the fix it made.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from app.geo.nmea import Sentence, Sum
from app.geo.nmea_values import judged, read_clock, read_day, read_degrees
from app.geo.quality import Quality

_DAY = timedelta(days=1)
_HALF_DAY_S: Final = 43_200
_ROLLOVER: Final = timedelta(weeks=1024)
_METRES_A_SECOND: Final = Decimal(1852) / 3600  # in a knot
_PLACED: Final = frozenset({"GGA", "GLL", "GNS", "RMC"})
_DATED: Final = frozenset({"GST", "ZDA"})  # have a time, and some receivers write it wrong in ZDA
_PAUSE_S: Final = 10  # between two instants of one capture; more is a break in it
_LATE: Final = 8  # epochs within which a sentence may come late
_MOST_SENTENCES: Final = 64  # of one epoch; a receiver of all systems writes some 30
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What a receiver said of one instant. Degrees are WGS 84, lengths are metres.

    `clock` is the time of day in UTC; `day` is what the receiver takes the date for, and `utc`
    believes it only if the receiver cannot have lost count of the weeks. `height_m` is above mean
    sea level as the receiver reckons it and `geoid_m` the geoid above the ellipsoid; they are kept
    apart. The errors are of one standard deviation. `is_disputed` tells that another sentence of
    the same instant called the position void; `is_torn`, that the capture broke off before the
    receiver had told all of this instant.
    """

    lat: Decimal
    lon: Decimal
    quality: Quality
    clock: time | None = None
    day: date | None = None
    height_m: Decimal | None = None
    geoid_m: Decimal | None = None
    satellites: int | None = None
    hdop: Decimal | None = None
    pdop: Decimal | None = None
    error_north_m: Decimal | None = None
    error_east_m: Decimal | None = None
    error_up_m: Decimal | None = None
    correction_age_s: Decimal | None = None
    speed_ms: Decimal | None = None
    strengths: tuple[int, ...] = ()
    is_disputed: bool = False
    is_torn: bool = False
    raw: tuple[str, ...] = ()

    def utc(self, now: datetime) -> datetime | None:
        """The instant, if the receiver's date can be believed as seen from `now`."""
        if self.day is None or self.clock is None or not is_believable(self.day, now):
            return None
        return datetime.combine(self.day, self.clock, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFix:
    """An instant of which the receiver said that it had no position."""

    clock: time | None = None
    raw: tuple[str, ...] = ()


def is_believable(day: date, now: datetime) -> bool:
    """Whether a receiver's date may be right.

    Receivers count weeks up to 1,024 and begin anew, so an old one is 19.6 years behind. A date
    that far back may be true, but the receiver cannot vouch for it; one to come is wrong.
    """
    today = now.date()
    return today - _ROLLOVER < day <= today + _DAY


@dataclass(slots=True)
class _Epoch:
    clock: time | None = None
    day: date | None = None
    kinds: set[str] = field(default_factory=set)
    raw: list[str] = field(default_factory=list)
    place: tuple[Decimal, Decimal] | None = None
    quality: Quality | None = None
    last: str = ""
    is_of_gga: bool = False
    is_void: bool = False
    told: dict[str, Decimal] = field(default_factory=dict)
    satellites: int | None = None
    strengths: list[int] = field(default_factory=list)

    def keep(self, sentence: Sentence) -> None:
        if len(self.raw) < _MOST_SENTENCES:
            self.raw.append(sentence.raw)


class Epochs:
    """Puts sentences together, instant by instant, in the order in which they come.

    A sentence without a checksum is used only while none has had one: later, it is a torn line,
    and half a coordinate is a wrong coordinate.
    """

    def __init__(self) -> None:
        self._epoch = _Epoch()
        self._told: deque[time] = deque(maxlen=_LATE)
        self._day: tuple[date, time] | None = None
        self._endings: Counter[str] = Counter()
        self._early: deque[Sentence] = deque(maxlen=_LATE)
        self._has_sums = False
        self.sentences = self.wrong_sums = self.torn = 0

    def add(self, sentence: Sentence) -> Fix | NoFix | None:
        """The instant before this sentence, if this one begins another."""
        self.sentences += 1
        self._has_sums |= sentence.sum is Sum.RIGHT
        if sentence.sum is Sum.WRONG:
            self.wrong_sums += 1
            return None
        if sentence.sum is Sum.NONE and self._has_sums:
            self.torn += 1
            return None
        clock = read_clock(sentence["timestamp"])
        if sentence.kind in _DATED and clock not in {None, self._epoch.clock}:
            self._early.append(sentence)
            return None
        if sentence.kind not in _PLACED:
            self._take(sentence)
            return None
        done = None
        if self._begins(sentence.kind, clock):
            done = self._closed(is_break=_is_break(self._epoch.clock, clock))
        self._epoch.clock = self._epoch.clock or clock
        self._epoch.last = sentence.kind
        while self._early:
            early = self._early.popleft()
            if read_clock(early["timestamp"]) == self._epoch.clock:
                self._take(early)
            else:
                self._epoch.keep(early)
        self._take(sentence)
        return done

    def end(self) -> Fix | NoFix | None:
        """The instant that was last begun; nothing if nothing was said of it, or all before."""
        return self._closed(is_break=True)

    def _closed(self, *, is_break: bool) -> Fix | NoFix | None:
        epoch, self._epoch = self._epoch, _Epoch()
        if not epoch.kinds & _PLACED:
            return None
        is_torn = is_break and not self._is_whole(epoch)
        self._endings[epoch.last] += 1
        is_late = epoch.clock is not None and epoch.clock in self._told
        if epoch.clock is not None and not is_late:
            self._told.append(epoch.clock)
        if is_late:
            return None
        if epoch.place is None or epoch.quality is None:
            return NoFix(clock=epoch.clock, raw=tuple(epoch.raw))
        told = epoch.told
        knots = told.get("spd_over_grnd")
        return Fix(
            lat=epoch.place[0],
            lon=epoch.place[1],
            quality=epoch.quality,
            clock=epoch.clock,
            day=self._dated(epoch),
            height_m=told.get("altitude"),
            geoid_m=told.get("geo_sep"),
            satellites=epoch.satellites,
            hdop=told.get("horizontal_dil", told.get("hdop")),
            pdop=told.get("pdop"),
            error_north_m=told.get("std_dev_latitude"),
            error_east_m=told.get("std_dev_longitude"),
            error_up_m=told.get("std_dev_altitude"),
            correction_age_s=told.get("age_gps_data"),
            speed_ms=None if knots is None else knots * _METRES_A_SECOND,
            strengths=tuple(epoch.strengths),
            is_disputed=epoch.is_void,
            is_torn=is_torn,
            raw=tuple(epoch.raw),
        )

    def _is_whole(self, epoch: _Epoch) -> bool:
        """Whether it has the sentence with which this receiver ends its instants, as a rule."""
        for kind, times in self._endings.most_common(1):
            if times * 3 > self._endings.total() * 2:
                return kind in epoch.kinds
        return True

    def _begins(self, kind: str, clock: time | None) -> bool:
        if self._epoch.clock is None or clock is None:
            return kind in self._epoch.kinds
        return clock != self._epoch.clock

    def _take(self, sentence: Sentence) -> None:
        epoch = self._epoch
        epoch.keep(sentence)
        if not sentence.kind:
            return
        epoch.kinds.add(sentence.kind)
        if sentence.kind in _PLACED:
            self._take_place(sentence)
        if sentence.kind in {"RMC", "ZDA"}:
            epoch.day = epoch.day or read_day(sentence)
        if sentence.kind == "GSV":
            told = (sentence[name] for name in _STRENGTHS)
            epoch.strengths += [int(one) for one in told if one.isdecimal() and len(one) <= 2]
        for name in _DECIMALS.get(sentence.kind, ()):
            value = sentence[name]
            if name not in epoch.told and _NUMBER.fullmatch(value):
                epoch.told[name] = Decimal(value)
        satellites = sentence["num_sats"]
        if epoch.satellites is None and satellites.isdecimal() and len(satellites) <= 3:
            epoch.satellites = int(satellites)

    def _take_place(self, sentence: Sentence) -> None:
        epoch = self._epoch
        quality, is_void = judged(sentence)
        lat = read_degrees(sentence["lat"], sentence["lat_dir"], "NS", 90)
        lon = read_degrees(sentence["lon"], sentence["lon_dir"], "EW", 180)
        epoch.is_void |= is_void
        if quality is None or lat is None or lon is None:
            return
        # Some receivers have an older place in RMC. GGA has the height and the quality that belong
        # to its own place.
        if epoch.place is None or (sentence.kind == "GGA" and not epoch.is_of_gga):
            epoch.place, epoch.quality = (lat, lon), quality
            epoch.is_of_gga = sentence.kind == "GGA"

    def _dated(self, epoch: _Epoch) -> date | None:
        """The day of an epoch, which only some sentences tell: carried on past midnight."""
        if epoch.clock is None:
            return epoch.day
        day = epoch.day
        if day is None and self._day is not None:
            before, clock = self._day
            is_past_midnight = _seconds(clock) - _seconds(epoch.clock) > _HALF_DAY_S
            day = before + _DAY if is_past_midnight and before < date.max else before
        if day is not None:
            self._day = day, epoch.clock
        return day


_STRENGTHS = ("snr_1", "snr_2", "snr_3", "snr_4")
_DECIMALS = MappingProxyType(
    {
        "GGA": ("altitude", "geo_sep", "horizontal_dil", "age_gps_data"),
        "GNS": ("hdop", "altitude", "geo_sep", "age_gps_data"),
        "GSA": ("pdop", "hdop"),
        "GST": ("std_dev_latitude", "std_dev_longitude", "std_dev_altitude"),
        "RMC": ("spd_over_grnd",),
    }
)


def _is_break(before: time | None, after: time | None) -> bool:
    if before is None or after is None:
        return False
    return not 0 <= (_seconds(after) - _seconds(before)) % (2 * _HALF_DAY_S) <= _PAUSE_S


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second
