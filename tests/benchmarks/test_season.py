"""The season that is measured hangs together: what is measured is work and not complaints."""

from __future__ import annotations

import re
from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.fields import decode_values, encode_values
from app.models.kinds import KIND
from benchmarks.making import Cast
from benchmarks.season import ROLES, SHELVES, SITES, TOTAL, Season

UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CAST = Cast(
    {role: f"00000000-0000-4000-8000-{place:012d}" for place, role in enumerate(ROLES)},
    "00000000-0000-4000-8000-000000000100",
    "00000000-0000-4000-8000-000000000200",
    [f"00000000-0000-4000-8000-{300 + place:012d}" for place in range(len(SHELVES))],
)


@given(st.integers(1, 2_000))
def test_a_record_refers_only_to_what_is_there(records: int) -> None:
    known = {*CAST.people.values(), CAST.organisation, CAST.mortuary, *CAST.shelves}
    for entry in Season(CAST, records).entries():
        told = msgspec.json.encode(entry.values).decode()
        assert set(UID.findall(told)) <= known
        assert entry.uid not in known
        known.add(entry.uid)


@given(st.integers(1, 500))
def test_values_are_what_their_fields_would_write(records: int) -> None:
    for entry in Season(CAST, records).entries():
        fields = KIND[entry.kind].fields
        assert encode_values(fields, decode_values(fields, entry.values)) == entry.values


@given(st.integers(1, 500))
def test_time_goes_on(records: int) -> None:
    moments = [entry.at for entry in Season(CAST, records).entries()]
    assert moments == sorted(moments)


def test_two_runs_measure_the_same() -> None:
    assert list(Season(CAST, 200).entries()) == list(Season(CAST, 200).entries())


def test_a_whole_season_is_as_large_as_the_targets_say() -> None:
    counts = Counter(entry.kind for entry in Season(CAST).entries())
    certificates, briefings = counts.pop("clearance_certificate"), counts.pop("safety_briefing")
    assert counts == {
        "site": 12,
        "grave": 400,
        "remains_case": 1_500,
        "survey_point": 6_000,
        "hazard": 300,
        "custody_event": 9_000,
        "photo": 12_000,
    }
    assert (certificates, counts.total()) == (SITES, TOTAL)
    assert 80 < briefings < 120, "one a day"


@pytest.mark.parametrize("kind", ["remains_case", "custody_event", "photo"])
def test_numbers_are_given_once(kind: str) -> None:
    numbers = [
        entry.values["number"] for entry in Season(CAST, 3_000).entries() if entry.kind == kind
    ]
    assert len(numbers) == len(set(map(str, numbers)))
