"""A laptop of the custody laws: the people, places and things that each of them begins with."""

from __future__ import annotations

from app.models.containers import Container, StorageFacility, StoragePlace
from app.models.finds import Sample
from app.models.remains import RemainsCase
from app.models.sites import Site
from tests.rules.world import World, later, make, person, uid

LAPTOPS = ("field", "mortuary", "office")
WRITERS = {"field": "emil", "mortuary": "rania", "office": "hugo"}
PEOPLE = ("dina", "emil", "omar", "rania")
PLACES = ("room 1", "room 2", "depot")
CASES = ("case a", "case b")
BAGS = ("bag k", "coffin")
SAMPLES = ("sample a", "sample b")


class Laptop(World):
    """What one laptop has: records, and the names of everything told that it knows."""

    def __init__(self) -> None:
        super().__init__()
        self.known: set[str] = set()
        self.packed: dict[str, int] = {}
        person(self, "dina", "EX", organisation="team")
        person(self, "emil", "FA", organisation="team")
        person(self, "omar", "STK", organisation="mortuary staff")
        person(self, "rania", "FA", organisation="mortuary staff")
        person(self, "hiwa", "HQA", organisation="headquarters")
        person(self, "hugo", "HQD", organisation="headquarters")
        self.add(make(Site, "site", number="BSR01"))
        self.add(make(StorageFacility, "house", name="mortuary"))
        self.add(make(StorageFacility, "depot house", name="depot"))
        for place in PLACES:
            house = "depot house" if place == "depot" else "house"
            self.add(make(StoragePlace, place, facility=uid(house), path=place))
        for item in CASES:
            self.add(make(RemainsCase, item, number=item, lifted_at=later(-60)))
        for item in BAGS:
            self.add(make(Container, item, number=item, occurred_at=later(-50)))
        for item, of in zip(SAMPLES, CASES, strict=True):
            self.add(make(Sample, item, number=item, remains_case=uid(of)))
