"""How a record stands: no way of typing it, and nothing typed into what was withdrawn."""

from __future__ import annotations

import itertools

import pytest

from app.models.record import State
from app.models.sites import Site
from app.rules.standing import a_withdrawn_record_is_restored_first, how_it_stands_is_not_typed
from tests.rules.world import make

STATES = (None, *State)


@pytest.mark.parametrize(("before", "after"), tuple(itertools.product(STATES, STATES)))
def test_how_a_record_stands_is_not_typed(before: State | None, after: State | None) -> None:
    previous = make(Site, "site", state=before)
    draft = previous.with_values({"state": after, "name": "Canal"})
    stays = before == after or {before, after} == {None, State.DRAFT}
    assert bool(list(how_it_stands_is_not_typed(draft, previous))) is not stays


@pytest.mark.parametrize("state", STATES)
def test_a_new_record_is_a_draft(state: State | None) -> None:
    stops = bool(list(how_it_stands_is_not_typed(make(Site, "site", state=state), None)))
    assert stops is (state not in {None, State.DRAFT})


@pytest.mark.parametrize("before", STATES)
def test_a_withdrawn_record_is_restored_first(before: State | None) -> None:
    previous = make(Site, "site", state=before)
    changed = previous.with_values({"name": "Canal"})
    is_away = before == State.WITHDRAWN
    assert bool(list(a_withdrawn_record_is_restored_first(changed, previous))) is is_away
    for state in (State.DRAFT, State.FINAL):
        restored = previous.with_values({"state": state})
        assert not list(a_withdrawn_record_is_restored_first(restored, previous))
    assert not list(a_withdrawn_record_is_restored_first(previous, None))
