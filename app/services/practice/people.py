"""Who plays in the practice operation: names drawn from lists of names, and the parts they have.

A name is a row of `resources/practice/names.csv`, so nobody who lives is meant; the Latin spelling
is that of the row.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.resources import resource
from app.services.beginnings import Founder

Lists = Mapping[tuple[str, str, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part: rows of the lists of first and last names, and what they do for whom."""

    code: str
    language: str
    gender: str
    first: int
    last: int
    latin_name: str
    roles: tuple[str, ...]
    organisation: str
    job_title: str
    credential: str = ""

    def full_name(self, lists: Lists) -> str:
        """The name in the person's own script."""
        first = lists[self.language, "first_name", self.gender][self.first]
        last = lists[self.language, "last_name", "generic"][self.last]
        return f"{first} {last}"

    def founder(self, lists: Lists) -> Founder:
        """The same person as the first to use a laptop."""
        return Founder(self.full_name(lists), self.latin_name, self.code, self.roles)


HQ = Part("HQ1", "ar", "female", 5, 14, "Rim al-Sharif", ("HQD", "HQA"), "MGD", "Data manager")
LEAD_A = Part("A1", "ar", "male", 1, 36, "Ahmad al-Najjar", ("TL", "SA"), "MGD", "Team leader")
LEAD_B = Part("B1", "ar", "female", 1, 22, "Batul al-Alani", ("TL", "FA"), "MGD", "Anthropologist")

MEMBERS = (
    Part("EOD1", "ar", "male", 24, 21, "Basim al-Attar", ("EOD",), "MAA", "EOD team leader",
         "EOD level 3"),
    Part("EXA", "ar", "male", 17, 19, "Iyad al-Tawil", ("EX",), "MGD", "Exhibits officer, team A"),
    Part("EXB", "ar", "female", 8, 11, "Fatima al-Saqqa", ("EX",), "MGD",
         "Exhibits officer, team B"),
    Part("PH1", "ar", "male", 9, 0, "Amjad Idris", ("PH",), "MGD", "Photographer"),
    Part("MED1", "ar", "female", 4, 37, "Khulud al-Nakhli", ("MED",), "MGD", "Medic",
         "First aid, 2027"),
    Part("DRV1", "ar", "male", 25, 17, "Badr al-Saffar", ("DRV",), "MGD", "Driver"),
    Part("STK1", "ar", "male", 15, 31, "Ayman al-Mahjub", ("STK",), "MLD", "Store keeper"),
    Part("FA2", "ar", "female", 0, 15, "Arwa al-Shaybani", ("FA",), "MLD", "Anthropologist"),
    Part("JU1", "ar", "male", 38, 10, "Tawfiq al-Zawabi", ("JU",), "JUD", "Investigating judge"),
    Part("OBS1", "fa", "male", 15, 28, "Hamed Farhang", ("OBS",), "FOR", "Observer"),
    Part("OBS2", "fa", "female", 39, 3, "Maryam Ebadi", ("OBS",), "FOR", "Observer"),
    Part("SV1", "fa", "male", 25, 29, "Sorush Forutan", ("SV",), "FOR", "Surveyor"),
)  # fmt: skip


def name_lists() -> Lists:
    """The names by language, kind and gender, in the order of the file."""
    lists: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    with resource("practice", "names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lists[row["locale"], row["kind"], row["gender"]].append(row["name"])
    return lists
