"""When a rule speaks: once, and not at every save after it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.models.sites import Site
from app.rules.becoming import becomes, becomes_final, is_first_said, whole_day
from tests.rules.world import make


def site(**values: Any) -> Site:
    return make(Site, "site", **values)


def test_a_value_is_taken_once() -> None:
    opened = site(site_status="EXCAVATING")
    assert becomes(opened, None, "site_status", "EXCAVATING", "COMPLETE")
    assert becomes(opened, site(site_status="CLEARED"), "site_status", "EXCAVATING")
    assert not becomes(opened, opened, "site_status", "EXCAVATING")
    assert not becomes(site(site_status="COMPLETE"), opened, "site_status", "EXCAVATING")
    assert not becomes(
        site(site_status="COMPLETE"), opened, "site_status", "EXCAVATING", "COMPLETE"
    )


def test_final_is_become_once() -> None:
    draft, final = site(state="DRAFT"), site(state="FINAL")
    assert becomes_final(final, None)
    assert becomes_final(final, draft)
    assert not becomes_final(final, final)
    assert not becomes_final(draft, None)
    assert not becomes_final(site(state="SUPERSEDED"), final)


def test_a_field_is_filled_once() -> None:
    told = site(open_date="2026-11-08")
    assert is_first_said(told, None, "open_date")
    assert is_first_said(told, site(), "open_date")
    assert not is_first_said(told, site(open_date="2026-11"), "open_date")
    assert not is_first_said(site(), told, "open_date")


@pytest.mark.parametrize(
    ("text", "day"),
    [("2008-03-24", date(2008, 3, 24)), ("2008-03", None), ("2008", None), (None, None)],
)
def test_a_day_of_which_only_the_year_is_known_is_no_day(
    text: str | None, day: date | None
) -> None:
    assert whole_day(text) == day
