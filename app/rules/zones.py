"""The ground that a hazard takes: around where it lies, around its extent, or the whole site.

The observer keeps away, so where an item lies is projected from where the observer stood, and that
error counts in full. What is not known never makes a zone smaller.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from app.core.clock import Moment, MomentError
from app.geo.area import Area, contains_with_error, distance_to_area_m, within_radius_with_error
from app.geo.box import Box, box_around
from app.geo.distance import bearing_deg, distance_m, project
from app.geo.point import Located, Point
from app.geo.position import rounded_up
from app.models.hazards import Hazard
from app.rules.ground import Spot, spot_of

TOLERANCE = timedelta(minutes=5)
CLOSED_STATUSES = frozenset({"CLEARED", "REDUCED", "CANCELLED"})
WIDEST_RADIUS_M = Decimal(Hazard.exclusion_radius_m.most)

_EYE_ERROR = Decimal("1.2")
LOCATING = frozenset({"observer_position", "bearing_deg", "distance_m", "extent"})


@dataclass(frozen=True, slots=True)
class Zone:
    """A hazard and the ground it takes: `radius_m` around `item`, `margin_m` around `extent`.

    `box` holds both. With `is_widest` nobody has set a radius, and the widest of all is taken.
    """

    hazard: Hazard
    item: Spot | None
    extent: Area | None
    radius_m: Decimal
    margin_m: Decimal
    box: Box = field(repr=False)
    is_widest: bool = False

    @property
    def is_anywhere(self) -> bool:
        """Whether nobody knows where the hazard lies."""
        return self.item is None and self.extent is None

    @property
    def reach_m(self) -> float:
        """How far from its box the ground that it takes may go, its own error counted."""
        own_error_m = self.item.error_m if self.item else Decimal(0)
        return float(self.radius_m + self.margin_m + own_error_m)

    def is_of(self, site: str) -> bool:
        """Whether the hazard counts for a site wherever it lies."""
        return not self.hazard.site or not site or self.hazard.site == site

    def may_hold(self, spot: Spot | None, site: str) -> bool:
        """Whether work at `spot` on `site` may be inside, all errors counted."""
        if spot is None or self.is_anywhere:
            return self.is_of(site)
        if self._is_far(spot):
            return False
        if self.extent is not None and (
            contains_with_error(
                self.extent, spot.place, spot.error_m, margin_m=self.margin_m
            ).is_possible
        ):
            return True
        item = self.item
        return item is not None and (
            within_radius_with_error(
                item.place, self.radius_m, spot.place, spot.error_m + item.error_m
            ).is_possible
        )

    def seen_from(self, place: Located) -> tuple[float, float] | None:
        """Distance (m) and true bearing (°) from `place` to the hazard itself."""
        looks = []
        if self.item is not None:
            looks.append((distance_m(place, self.item.place), bearing_deg(place, self.item.place)))
        if self.extent is not None:
            looks.append(
                (
                    distance_to_area_m(self.extent, place),
                    bearing_deg(place, self.item.place if self.item else _middle(self.extent)),
                )
            )
        return min(looks, default=None)

    def _is_far(self, spot: Spot) -> bool:
        """A cheap look at degrees, so that far zones cost nothing; never true of a near one."""
        return self.box.is_beyond(spot.place, self.reach_m + float(spot.error_m))


def zone_of(hazard: Hazard, default_radius_m: int | None) -> Zone:
    """The ground a hazard takes; `default_radius_m` holds until EOD sets a radius.

    Where neither is known the widest radius of all is taken, unless the extent was drawn.
    """
    is_settled = not hazard.disputed & LOCATING
    extent = hazard.extent if is_settled else None
    item = _item_of(hazard) if is_settled else None
    radius_m = hazard.exclusion_radius_m
    if radius_m is None:
        radius_m = default_radius_m
    is_widest = radius_m is None and extent is None
    if radius_m is None:
        radius_m = 0 if extent else int(WIDEST_RADIUS_M)
    margin_m = hazard.exclusion_radius_m or 0
    corners = extent.ring if extent else ()
    box = box_around((*corners, item.place) if item else corners)
    return Zone(hazard, item, extent, Decimal(radius_m), Decimal(margin_m), box, is_widest)


def gives_up_ground(before: Zone, after: Zone) -> bool:
    """Whether `after` does not surely hold all the ground that `before` did.

    A radius that became smaller is a matter of its own (BR-07): only a move counts here.
    """
    if after.is_anywhere:
        return not after.is_of(before.hazard.site or "") or bool(
            after.hazard.site and not before.hazard.site
        )
    if before.is_anywhere:
        return True
    return not (_still_holds_item(before, after) and _still_holds_extent(before, after))


def _still_holds_item(before: Zone, after: Zone) -> bool:
    if before.item is None:
        return True
    if after.item is None:
        return False
    apart_m = rounded_up(distance_m(before.item.place, after.item.place))
    kept_m = min(before.radius_m, after.radius_m)
    moved_m = apart_m if before.item.place != after.item.place else Decimal(0)
    return moved_m + before.item.error_m + kept_m <= after.item.error_m + after.radius_m


def _still_holds_extent(before: Zone, after: Zone) -> bool:
    """Another shape is not looked at closely: only the same one surely holds it."""
    return before.extent is None or before.extent == after.extent


def was_known(hazard: Hazard, at: Moment, today: Moment | None = None) -> bool:
    """Whether the hazard had been seen, reported or recorded by then.

    Always, where no time was noted, or one that lies ahead: of `today`, and, with the tolerance for
    clocks, of when its own record was written. A time that cannot be true makes nothing unknown.
    """
    told = [
        moment.instant for moment in (hazard.occurred_at, hazard.reported_at) if moment is not None
    ]
    if not told or min(told) <= at.instant:
        return True
    if today is not None and (min(told) > today.instant or at.instant >= today.instant):
        return True
    written = _written_at(hazard)
    return written is not None and (written <= at.instant or min(told) > written + TOLERANCE)


def _written_at(hazard: Hazard) -> datetime | None:
    try:
        return Moment.parse(hazard.origin.wall).instant
    except MomentError:
        return None


def _item_of(hazard: Hazard) -> Spot | None:
    observer, distance, bearing = (
        hazard.observer_position,
        hazard.distance_m,
        hazard.bearing_deg,
    )
    if observer is None or distance is None:
        return None
    if bearing is None:
        around = spot_of(observer)
        return around and around.widened(distance * _EYE_ERROR)
    return spot_of(project(observer, Decimal(bearing), distance))


def _middle(area: Area) -> Point:
    count = len(area.ring)
    return Point(
        sum((corner.lat for corner in area.ring), Decimal(0)) / count,
        sum((corner.lon for corner in area.ring), Decimal(0)) / count,
    )
