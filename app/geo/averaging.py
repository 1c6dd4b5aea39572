"""Standing still with a receiver: the mean of its fixes, and what that mean is worth.

The scatter of a few minutes says how unsteady a receiver is, and nothing of what all its fixes
share: the same sky, the same reflections. So a mean is never taken to be better than what the
receiver claims for a single fix. Only a second session, more than an hour later under other
satellites, tells whether both agree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import Final

from app.core.errors import AppError
from app.geo.distance import distance_m
from app.geo.engines import geod
from app.geo.live import Heard, position_of
from app.geo.notation import computed_degrees
from app.geo.position import AccuracyKind, Method, Position, rounded_up
from app.geo.quality import Quality

LEAST_FIXES: Final = 10
APART_S: Final = 3600.0
_STRAY_M: Final = 100.0
_SHARE: Final = 0.95
_MOST_FIXES: Final = 7200


class AveragingError(AppError):
    """The fixes make no mean."""


@dataclass(frozen=True, slots=True)
class Session:
    """One mean, and between which seconds it was taken, on a clock that never goes back."""

    position: Position
    began_s: float
    ended_s: float


class Average:
    """Fixes of a receiver that stands still; those that cannot be believed are left out."""

    def __init__(self) -> None:
        self._heard: list[Heard] = []
        self._claims: list[Decimal | None] = []  # of each, as it stands for itself
        self.left_out = 0

    def __len__(self) -> int:
        return len(self._heard)

    def add(self, heard: Heard) -> bool:
        """Take a fix in; False if it is suspect, or too far from the first to be of one place."""
        is_stray = bool(self._heard) and distance_m(self._heard[0].fix, heard.fix) > _STRAY_M
        if heard.is_suspect or is_stray or len(self._heard) >= _MOST_FIXES:
            self.left_out += 1
            return False
        self._heard.append(heard)
        self._claims.append(position_of(heard, heard.at_s, "").error_95_m())
        return True

    @property
    def seconds(self) -> float:
        """Between the first and the last fix."""
        return self._heard[-1].at_s - self._heard[0].at_s if self._heard else 0.0

    def offsets(self) -> list[tuple[float, float]]:
        """Each fix as metres east and north of the mean, in the order they came."""
        if not self._heard:
            return []
        lat, lon = (float(degrees) for degrees in self._mean())
        count = len(self._heard)
        azimuths, _, lengths = geod().inv(
            [lon] * count,
            [lat] * count,
            [float(one.fix.lon) for one in self._heard],
            [float(one.fix.lat) for one in self._heard],
        )
        return [
            (length * math.sin(math.radians(azimuth)), length * math.cos(math.radians(azimuth)))
            for azimuth, length in zip(azimuths, lengths, strict=True)
        ]

    def scatter_m(self) -> float:
        """The radius around the mean that holds 19 in 20 of the fixes."""
        lengths = sorted(math.hypot(*offset) for offset in self.offsets())
        return lengths[math.ceil(_SHARE * len(lengths)) - 1] if lengths else 0.0

    def position(self, receiver: str, *, antenna_m: Decimal | None = None) -> Position:
        """The mean, worth the larger of the scatter and what the receiver claims for one fix.

        Heights are averaged where every fix has one of the same kind.

        Raises:
            AveragingError: fewer than ten fixes are worth averaging.
        """
        if len(self._heard) < LEAST_FIXES:
            raise AveragingError(
                "Only {count} fixes so far; an average needs at least {least}.",
                hint="Stand still and wait, or record a single position.",
                count=len(self._heard),
                least=LEAST_FIXES,
            )
        lat, lon = self._mean()
        last = self._heard[-1]
        known = [claim for claim in self._claims if claim is not None]
        scatter_m = rounded_up(self.scatter_m())
        is_claimed = len(known) == len(self._claims)
        return replace(
            position_of(last, last.at_s, receiver, antenna_m=antenna_m),
            lat=lat,
            lon=lon,
            method=self._method(),
            height_m=self._mean_height(),
            accuracy_m=max(scatter_m, median(known)) if is_claimed else scatter_m,
            accuracy_kind=AccuracyKind.P95 if is_claimed else AccuracyKind.UNKNOWN,
            precision_m=None,
            fixes=len(self._heard),
            seconds=round(self.seconds),
        )

    def session(self, receiver: str, *, antenna_m: Decimal | None = None) -> Session:
        """The mean, with its time.

        Raises:
            AveragingError: fewer than ten fixes are worth averaging.
        """
        position = self.position(receiver, antenna_m=antenna_m)
        return Session(position, self._heard[0].at_s, self._heard[-1].at_s)

    def _mean(self) -> tuple[Decimal, Decimal]:
        count = len(self._heard)
        return (
            computed_degrees(sum((one.fix.lat for one in self._heard), Decimal(0)) / count),
            computed_degrees(sum((one.fix.lon for one in self._heard), Decimal(0)) / count),
        )

    def _mean_height(self) -> Decimal | None:
        heights = [one.fix.height_m for one in self._heard]
        known = [height for height in heights if height is not None]
        if len(known) < len(heights):
            return None
        return (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.01"))

    def _method(self) -> Method:
        is_fixed = all(one.fix.quality is Quality.RTK_FIXED for one in self._heard)
        return Method.RTK if is_fixed else Method.HANDHELD_AVERAGED


def together(first: Session, second: Session) -> Position:
    """Two sessions at one place as one position, with how far they lie apart as its cross-check.

    It is worth the larger of the two, or half of what lies between the two means if that is more.

    Raises:
        AveragingError: they are less than an hour apart, or lie farther apart than their errors
            allow.
    """
    if first.began_s > second.began_s:
        first, second = second, first
    pause_s = second.began_s - first.ended_s
    if pause_s < APART_S:
        raise AveragingError(
            "The second session began {minutes} minutes after the first ended; it tells something "
            "new only after an hour.",
            hint="Both are kept. Come back later, under other satellites.",
            minutes=max(0, int(pause_s // 60)),
        )
    apart_m = rounded_up(distance_m(first.position, second.position))
    errors = [session.position.error_95_m() for session in (first, second)]
    known = [error for error in errors if error is not None]
    if len(known) == len(errors) and apart_m > sum(known):
        raise AveragingError(
            "The two sessions lie {apart} m apart, more than their errors together.",
            hint="One of them is wrong. Check the receiver at a known mark, then begin again.",
            apart=apart_m,
        )
    position = second.position
    worst_m = max(known) if len(known) == len(errors) else None
    return replace(
        position,
        lat=computed_degrees((first.position.lat + position.lat) / 2),
        lon=computed_degrees((first.position.lon + position.lon) / 2),
        accuracy_m=None if worst_m is None else max(worst_m, rounded_up(apart_m / 2)),
        accuracy_kind=None if worst_m is None else AccuracyKind.P95,
        precision_m=None,
        fixes=(first.position.fixes or 0) + (position.fixes or 0),
        seconds=(first.position.seconds or 0) + (position.seconds or 0),
        cross_check=f"2 sessions, {int(pause_s // 60)} min between, {apart_m:f} m apart",
    )
