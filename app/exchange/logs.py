"""What a receiver wrote while somebody carried it: a log of its sentences, looked over as a whole.

A log is read as it comes, block by block, so that a day's log takes no more memory than a minute's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from app.exchange.contents import Contents, Extent, Problems, Spot
from app.exchange.features import Problem, Remark, short
from app.geo.nmea import Framing, Sentence, datum_of
from app.geo.nmea_doubts import Doubt, Watch
from app.geo.nmea_fixes import Epochs, Fix, NoFix, is_believable

LOG: Final = "nmea"

_WGS84: Final = frozenset({"W84", "WGS84"})
_NOON: Final = timedelta(hours=12)
_DOUBTS: Mapping[Doubt, str] = MappingProxyType(
    {
        Doubt.FROZEN: "{count} positions repeat an earlier one for over ten minutes, while the "
        "receiver says that it moves. It may be frozen or deceived.",
        Doubt.JUMP: "The position jumps farther than anything moves, {count} ×. The receiver may "
        "be deceived.",
        Doubt.BACK_IN_TIME: "The receiver's time goes back, {count} ×. The log may be put together "
        "from several.",
        Doubt.DATE: "The receiver's date cannot be believed in {count} positions: it may have lost "
        "count of the weeks. Only their time of day is told.",
        Doubt.SIMULATED: "{count} positions are simulated. They are no evidence.",
        Doubt.MANUAL: "{count} positions were typed into the receiver, not measured.",
        Doubt.DEAD_RECKONED: "{count} positions are estimated without satellites, from the speed "
        "and direction before.",
        Doubt.DISPUTED: "Of {count} positions the receiver says in one sentence that they hold, "
        "and in another that they do not.",
        Doubt.ALIKE: "In {count} positions all satellites are received equally well, as from a "
        "single false transmitter.",
        Doubt.HEIGHT: "{count} positions have a height that no ground has.",
    }
)


def read_log(blocks: Iterable[bytes], now: datetime) -> Contents:
    """What a log holds: positions, instants without one, and what is strange about them."""
    framing, looking = Framing(), _Looking(now)
    for block in blocks:
        for sentence in framing.feed(block):
            looking.add(sentence)
    for sentence in framing.end():
        looking.add(sentence)
    return looking.contents(framing.ais)


class _Looking:
    def __init__(self, now: datetime) -> None:
        self._now = now
        self._epochs = Epochs()
        self._watch = Watch(now)
        self._problems, self._extent = Problems(), Extent()
        self._doubts: Counter[Doubt] = Counter()
        self._datums: dict[str, None] = {}
        self._fixes = self._no_fixes = 0
        self._first: Fix | None = None
        self._last: Fix | None = None
        self._first_day: tuple[date, time] | None = None

    def add(self, sentence: Sentence) -> None:
        wrong, torn = self._epochs.wrong_sums, self._epochs.torn
        done = self._epochs.add(sentence)
        if self._epochs.wrong_sums > wrong:
            self._complain("The checksum is wrong. This sentence is not used.")
        if self._epochs.torn > torn:
            self._complain("The sentence is cut off. It is not used.")
        datum = datum_of(sentence)
        if datum is not None and datum.replace(" ", "").upper() not in _WGS84:
            self._datums[short(datum)] = None
        self._look(done)

    def contents(self, ais: int) -> Contents:
        """All that was found, once the log has ended."""
        self._look(self._epochs.end())
        warnings = [
            Remark(_DOUBTS[doubt], {"count": self._doubts[doubt]})
            for doubt in Doubt
            if self._doubts[doubt]
        ]
        warnings += [
            Remark(
                "The receiver is set to the reference system {system}, not WGS 84. Its positions "
                "may be hundreds of metres off.",
                {"system": datum},
            )
            for datum in self._datums
        ]
        if not self._fixes:
            warnings.append(Remark("There is no place in this file."))
        if ais:
            warnings.append(Remark("{count} messages of ships were passed over.", {"count": ais}))
        return Contents(
            LOG,
            {
                "fixes": self._fixes,
                "sentences": self._epochs.sentences,
                "bad_checksum": self._epochs.wrong_sums,
                "no_fix": self._no_fixes,
            },
            self._problems.listed(),
            tuple(warnings),
            self._spot(self._first, self._first_day),
            self._spot(self._last, None),
            self._extent.bounds,
        )

    def _look(self, told: Fix | NoFix | None) -> None:
        if isinstance(told, NoFix):
            self._no_fixes += 1
        if not isinstance(told, Fix):
            return
        self._fixes += 1
        self._doubts.update(self._watch.look(told))
        if self._first_day is None and told.day is not None and told.clock is not None:
            self._first_day = told.day, told.clock
        if told.is_torn:
            self._complain(
                "The log breaks off before all is said of this position. It is counted, and left "
                "out of first, last and box."
            )
            return
        self._first, self._last = self._first or told, told
        self._extent.add(told.lat, told.lon)

    def _complain(self, what: str) -> None:
        number = self._epochs.sentences
        self._problems.add(Problem("sentence {number}", what, {"number": number}))

    def _spot(self, fix: Fix | None, later: tuple[date, time] | None) -> Spot | None:
        if fix is None:
            return None
        day = fix.day
        if day is None and later is not None and fix.clock is not None:
            day = _day_before(fix.clock, *later)
        return Spot(fix.lat, fix.lon, self._utc(fix, day), fix.quality.value)

    def _utc(self, fix: Fix, day: date | None) -> str | None:
        if fix.clock is None:
            return None
        clock = fix.clock.replace(tzinfo=None)
        told = clock.isoformat("milliseconds" if clock.microsecond else "seconds")
        if day is None or not is_believable(day, self._now):
            return f"{told}Z"
        return f"{day.isoformat()}T{told}Z"


def _day_before(clock: time, day: date, told_at: time) -> date | None:
    """The day of an instant, when only a later one says its day; None if that cannot be told."""
    ahead = datetime.combine(day, clock) - datetime.combine(day, told_at)
    if ahead <= timedelta(0):
        return day
    return day - timedelta(days=1) if ahead > _NOON and day > date.min else None
