"""A receiver as it is heard now: what it says, how old that is, and what it is worth.

A position is recorded while it is fresh. When a cable is pulled nothing new is heard, so what was
last heard grows old by itself; nothing has to notice that the receiver is gone.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.core.errors import AppError
from app.geo.nmea import Framing, Sentence, Sum, datum_of
from app.geo.nmea_doubts import Doubt, Watch
from app.geo.nmea_fixes import Epochs, Fix
from app.geo.position import (
    UNKNOWN_SYSTEM,
    WGS84,
    AccuracyKind,
    HeightKind,
    Method,
    Position,
    rounded_up,
)
from app.geo.quality import Quality

FRESH_S: Final = 5.0
KEPT_LINES: Final = 200

_LINE_END: Final = 2
_SHOWN_CHARACTERS: Final = 500  # what a position keeps of the text it was read from
_TELLING: Final = ("GGA", "GNS", "RMC", "GLL", "GST", "GSA")
_METRES_A_MINUTE: Final = Decimal(1852)  # of latitude; of longitude it is never more
_HALF_DIAGONAL: Final = Decimal("0.7072")
_DECEIVED: Final = frozenset({Doubt.FROZEN, Doubt.JUMP, Doubt.BACK_IN_TIME, Doubt.ALIKE})
_WGS84_NAMES: Final = frozenset({"W84", "WGS84"})
_METHODS: Final = {
    Quality.RTK_FIXED: Method.RTK,
    Quality.RTK_FLOAT: Method.DGNSS,
    Quality.DIFFERENTIAL: Method.DGNSS,
}


class OldFixError(AppError):
    """What the receiver last said is too old to be where one stands now."""


class Condition(StrEnum):
    """What comes down the line."""

    SILENT = "silent"  # nothing at all
    NOISE = "noise"  # bytes, and no sentence among them
    NO_FIX = "no_fix"  # sentences, and no position in them
    OLD = "old"  # a position, and none since
    FIX = "fix"


@dataclass(frozen=True, slots=True)
class Heard:
    """A fix, and when its first sentence was heard, on a clock in seconds that never goes back.

    `ahead_s` is how far the laptop's clock was ahead of the receiver's, where that can be believed.
    `system` is the reference system that the receiver says it writes in, None for WGS 84.
    """

    fix: Fix
    at_s: float
    doubts: frozenset[Doubt] = frozenset()
    ahead_s: float | None = None
    system: str | None = None

    def age_s(self, now_s: float) -> float:
        """How long ago it was heard."""
        return max(0.0, now_s - self.at_s)

    def is_fresh(self, now_s: float) -> bool:
        """Whether it tells where the receiver is now."""
        return self.age_s(now_s) <= FRESH_S

    @property
    def is_suspect(self) -> bool:
        """Whether the position cannot be believed, as far as the receiver's own words go."""
        fix = self.fix
        return bool(
            not fix.quality.is_measured
            or fix.is_disputed
            or fix.is_torn
            or self.doubts & _DECEIVED
            or self.system is not None
        )


class Listening:
    """Takes bytes as they come; `heard` is the last fix, and `lines` what was last said."""

    def __init__(self) -> None:
        self._framing, self._epochs = Framing(), Epochs()
        self._watch: Watch | None = None
        self._began: tuple[float, datetime] | None = None
        self._system: str | None = None
        self._bytes_at_s = self._sentence_at_s = -math.inf
        self.bytes = self._read = 0
        self.heard: Heard | None = None
        self.no_fix_at_s = -math.inf
        self.lines: deque[tuple[str, Sum]] = deque(maxlen=KEPT_LINES)

    @property
    def sentences(self) -> int:
        """How many sentences were heard, those with a wrong checksum among them."""
        return self._epochs.sentences

    @property
    def wrong_sums(self) -> int:
        """How many of them have a wrong checksum, and are not used."""
        return self._epochs.wrong_sums

    @property
    def ais(self) -> int:
        """How many messages of ships were passed over."""
        return self._framing.ais

    @property
    def passed_over(self) -> int:
        """How many bytes belong to no sentence: noise, binary messages, ships."""
        return max(0, self.bytes - self._read)

    def feed(self, block: bytes, now_s: float, now: datetime) -> Iterator[Heard]:
        """The fixes that `block`, heard at `now_s`, completes; `now` is the laptop's clock."""
        if block:
            self.bytes += len(block)
            self._bytes_at_s = now_s
        for sentence in self._framing.feed(block):
            self._sentence_at_s = now_s
            self._read += len(sentence.raw) + _LINE_END
            self.lines.append((sentence.raw, sentence.sum))
            self._note_datum(sentence)
            began = self._began or (now_s, now)
            told = self._epochs.add(sentence)
            if told is None:
                self._began = began
                continue
            self._began = now_s, now
            if isinstance(told, Fix):
                self.heard = self._heard(told, *began)
                yield self.heard
            else:
                self.no_fix_at_s = began[0]

    def condition(self, now_s: float) -> Condition:
        """What comes down the line, as of `now_s`."""
        if self.heard is not None and self.heard.at_s >= self.no_fix_at_s:
            return Condition.FIX if self.heard.is_fresh(now_s) else Condition.OLD
        if now_s - self._sentence_at_s <= FRESH_S:
            return Condition.NO_FIX
        return Condition.NOISE if now_s - self._bytes_at_s <= FRESH_S else Condition.SILENT

    def _note_datum(self, sentence: Sentence) -> None:
        datum = datum_of(sentence)
        if datum is not None:
            is_wgs84 = datum.replace(" ", "").upper() in _WGS84_NAMES
            self._system = None if is_wgs84 else datum

    def _heard(self, fix: Fix, at_s: float, at: datetime) -> Heard:
        if self._watch is None:
            self._watch = Watch(at)
        utc = fix.utc(at)
        ahead_s = None if utc is None else (at - utc).total_seconds()
        return Heard(fix, at_s, self._watch.look(fix), ahead_s, self._system)


def position_of(
    heard: Heard, now_s: float, receiver: str, *, antenna_m: Decimal | None = None, why: str = ""
) -> Position:
    """The position to record of a fix, with what the receiver said of it.

    One that is older than five seconds needs `why`, and is suspect; so is one that was not measured
    or that shows signs of deceit. Such a position counts as unknown wherever ground has to be
    cleared.

    Raises:
        OldFixError: it is older than five seconds and nobody says why it is recorded.
    """
    is_old = not heard.is_fresh(now_s)
    if is_old and not why.strip():
        raise OldFixError(
            "The receiver last told a position {seconds} s ago; nobody knows where it is now.",
            hint="Wait for a new one. To record the old one, say why; it is then marked suspect.",
            seconds=round(heard.age_s(now_s)),
        )
    fix = heard.fix
    accuracy_m, kind = _worth(fix)
    return Position(
        lat=fix.lat,
        lon=fix.lon,
        method=_METHODS.get(fix.quality, Method.HANDHELD),
        height_m=fix.height_m,
        height_kind=_height_kind(fix),
        geoid_m=fix.geoid_m,
        accuracy_m=accuracy_m,
        accuracy_kind=kind,
        precision_m=_precision_m(fix),
        fixes=1,
        satellites=fix.satellites,
        hdop=fix.hdop,
        receiver=receiver[:100] or None,
        quality=fix.quality,
        antenna_m=antenna_m,
        source_system=WGS84 if heard.system is None else UNKNOWN_SYSTEM,
        source_text=said(fix),
        cross_check=why.strip()[:1000] or None,
        is_suspect=is_old or heard.is_suspect,
    )


def said(fix: Fix) -> str | None:
    """The receiver's own sentences of a fix, those that tell most first, as many as are kept."""
    ranked = sorted(fix.raw, key=lambda raw: _rank(raw[3:6]))
    text = ""
    for raw in ranked:
        longer = f"{text}\n{raw}" if text else raw
        if len(longer) > _SHOWN_CHARACTERS:
            break
        text = longer
    return text or None


def _rank(kind: str) -> int:
    return _TELLING.index(kind) if kind in _TELLING else len(_TELLING)


def _worth(fix: Fix) -> tuple[Decimal | None, AccuracyKind | None]:
    """DRMS of the receiver's own error estimates (GST), else what its geometry (HDOP) says."""
    if fix.error_north_m is not None and fix.error_east_m is not None:
        drms = math.hypot(fix.error_north_m, fix.error_east_m)
        if drms > 0:
            return rounded_up(drms), AccuracyKind.P68
    return None, AccuracyKind.HDOP if fix.hdop is not None else None


def _height_kind(fix: Fix) -> HeightKind | None:
    """Above the sea, if the receiver says how it came down from the ellipsoid."""
    if fix.height_m is None:
        return None
    return HeightKind.UNKNOWN if fix.geoid_m is None else HeightKind.SEA_LEVEL


def _precision_m(fix: Fix) -> Decimal | None:
    """What the minutes as written can tell apart at best: half the diagonal of their last digit."""
    for raw in fix.raw:
        if raw[3:6] in {"GGA", "GNS", "RMC", "GLL"}:
            fields = raw.split(",")
            latitude = fields[{"RMC": 3, "GLL": 1}.get(raw[3:6], 2)]
            decimals = len(latitude.partition(".")[2])
            return rounded_up(_METRES_A_MINUTE.scaleb(-decimals) * _HALF_DIAGONAL)
    return None
