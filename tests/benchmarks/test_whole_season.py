"""The season in every kind of record is as large as it says, and hangs together."""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from app.models.custody import CustodyEvent
from app.models.fields import decode_values, encode_values
from app.models.kinds import KIND
from benchmarks.making import Cast
from benchmarks.season import ROLES, SHELVES
from benchmarks.whole_season import TENTH, TYPICAL, WholeSeason

UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CAST = Cast(
    {role: f"00000000-0000-4000-8000-{place:012d}" for place, role in enumerate(ROLES)},
    "00000000-0000-4000-8000-000000000100",
    "00000000-0000-4000-8000-000000000200",
    [f"00000000-0000-4000-8000-{300 + place:012d}" for place in range(len(SHELVES))],
)
BEFORE_THE_SEASON = {
    "number_book", "operation", "organisation", "person", "role", "storage_facility",
    "storage_place",
}  # fmt: skip


def test_a_record_refers_only_to_what_is_there() -> None:
    known = {*CAST.people.values(), CAST.organisation, CAST.mortuary, *CAST.shelves}
    for entry in WholeSeason(CAST, TENTH).entries():
        told = msgspec.json.encode(entry.values).decode()
        assert set(UID.findall(told)) <= known, entry.kind
        known.add(entry.uid)


def test_values_are_what_their_fields_would_write() -> None:
    for entry in WholeSeason(CAST, TENTH).entries():
        fields = KIND[entry.kind].fields
        assert encode_values(fields, decode_values(fields, entry.values)) == entry.values


def test_it_is_as_large_as_a_team_records_and_holds_every_kind() -> None:
    kinds: dict[str, str] = {}
    lines = 0
    for entry in WholeSeason(CAST).entries():
        kinds.setdefault(entry.uid, entry.kind)
        stated = entry.values.get("lines") if entry.kind == CustodyEvent.kind else None
        lines += len(stated) if isinstance(stated, list) else 0
    counts = Counter(kinds.values())
    sized = {
        "site": TYPICAL.sites,
        "grave": TYPICAL.graves,
        "remains_case": TYPICAL.cases,
        "element": TYPICAL.elements,
        "context": TYPICAL.contexts,
        "survey_point": TYPICAL.points,
        "artefact": TYPICAL.artefacts,
        "sample": TYPICAL.samples,
        "container": TYPICAL.containers,
        "seal": TYPICAL.seals,
        "photo": TYPICAL.photos,
        "custody_event": 1_200,
        "hazard": TYPICAL.hazards,
        "clearance_task": TYPICAL.tasks,
        "diary_entry": TYPICAL.diary,
        "safety_briefing": TYPICAL.days,
    }
    assert {kind: counts[kind] for kind in sized} == sized
    assert 4_300 < lines < 4_600
    assert counts.keys() == KIND.keys() - BEFORE_THE_SEASON
