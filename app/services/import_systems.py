"""Where the first place of a file would lie in each reference system, so that a person can tell.

What a person knows is the site; so each system is told with how far from it the place would be.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.exchange.stated import Offer, Pair, offers
from app.geo.distance import distance_m
from app.models.sites import Site
from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One system, where the first place would lie in it, and how far from which site.

    `away_m` is None where no site has a position.
    """

    offer: Offer
    away_m: float | None = None
    site: str = ""


def whereabouts(desk: Desk, first: Pair, site: str = "") -> list[Whereabouts]:
    """Every system in which the pair names a place, the nearest to the site first.

    Without a site that has a position, whichever is nearest is told.
    """
    with desk.store.reading() as view:
        placed = [
            one
            for one in view.records.all_of(Site.kind)
            if isinstance(one, Site) and one.position is not None
        ]
    placed = [one for one in placed if one.uid == site] or placed
    found = [_nearest(offer, placed) for offer in offers(first)]
    return sorted(found, key=lambda one: one.away_m or 0.0)


def _nearest(offer: Offer, placed: list[Site]) -> Whereabouts:
    away = [
        (distance_m(offer.first, one.position), one.number or one.title)
        for one in placed
        if one.position
    ]
    return Whereabouts(offer, *min(away)) if away else Whereabouts(offer)
