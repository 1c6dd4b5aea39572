"""Nothing is closed while it is disputed; deciding opens the way."""

from __future__ import annotations

from app.models.containers import Container
from app.models.record import Record
from app.models.sites import Site
from app.rules.closing import a_disputed_field_is_decided, a_final_record_changes_with_a_reason
from app.rules.gates import verdicts_for
from tests.rules.handling import collected, handed_on, start
from tests.rules.world import MORNING, World, disputed, make, rules_of, uid


def said(draft: Record, previous: Record | None, world: World) -> list[str]:
    verdicts = verdicts_for(draft, previous, world, author=uid("author"), now=MORNING)
    return [rule for rule in rules_of(verdicts) if rule.startswith("C")]


def test_a_record_with_two_values_is_not_closed() -> None:
    site = make(Site, "site", number="BSR01")
    torn = disputed(site, "name")
    assert said(site.with_values({"state": "FINAL"}), site, World()) == []
    assert said(torn.with_values({"state": "FINAL"}), torn, World()) == ["C1 block"]
    assert said(torn.with_values({"remarks": "x"}), torn, World()) == []


def test_what_was_closed_before_the_dispute_can_be_corrected() -> None:
    final = disputed(make(Site, "site", number="BSR01", state="FINAL"), "name")
    assert said(final.with_values({"remarks": "x"}), final, World()) == []


def test_a_thing_that_nobody_can_place_is_not_closed() -> None:
    world = start(collected(), handed_on("one", half="OUT"), handed_on("two", half="OUT"))
    for name, expected in (("body", ["C3 block"]), ("bag", [])):
        record = world.get(uid(name))
        assert record is not None
        assert said(record.with_values({"state": "FINAL"}), record, world) == expected
    new = make(Container, "new", number="BSR01-KA0099", state="FINAL")
    assert said(new, None, world) == []


def test_a_final_record_changes_with_a_reason() -> None:
    draft, final = make(Site, "site"), make(Site, "site", state="FINAL")
    (silent,) = a_final_record_changes_with_a_reason(final, " ")
    assert (silent.rule, silent.field, silent.stops) == ("BR-21", "reason", True)
    assert not list(a_final_record_changes_with_a_reason(final, "The scale was read wrong."))
    assert not list(a_final_record_changes_with_a_reason(draft, ""))
    assert not list(a_final_record_changes_with_a_reason(None, ""))


def test_a_disputed_field_is_decided_and_not_overwritten() -> None:
    torn = disputed(make(Site, "site"), "name", "remarks")
    (said_of_it,) = a_disputed_field_is_decided(torn, {"name", "status"})
    assert (said_of_it.rule, said_of_it.field, said_of_it.stops) == ("BR-34", "name", True)
    assert not list(a_disputed_field_is_decided(torn, {"status"}))
    assert not list(a_disputed_field_is_decided(None, {"name"}))
