"""Signatures stand behind what they signed: bound to it, and to whoever made them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.clearance import ClearanceCertificate, HazardOverride
from app.models.kinds import KINDS
from app.models.record import Record
from app.models.signatures import Signature
from app.rules.binding import Standing, bound, digest_of, standing_of
from app.rules.certificates import fault_of
from app.rules.gates import Arrival, flags_for
from app.rules.overrides import holds
from tests.models.strategies import values_for
from tests.rules.asked import said
from tests.rules.world import (
    MORNING,
    World,
    certificate,
    make,
    override,
    rows,
    site_world,
    square,
    uid,
)

SCAN = "5e" * 32
SIGNED = [kind for kind in KINDS if "signatures" in kind.fields and not kind.is_append_only]


def by_key(*signed: tuple[str, str]) -> tuple[Signature, ...]:
    return tuple(
        Signature({"signer": uid(name), "role": role, "method": "KEY"}) for name, role in signed
    )


def in_ink(*signed: tuple[str, str]) -> tuple[Signature, ...]:
    return tuple(
        Signature({"signer": uid(name), "role": role, "method": "INK_SCANNED"})
        for name, role in signed
    )


def signed(record: Record) -> Any:
    """The record as the service keeps it: each signature bound to what it says."""
    return bound(record, ())


# --- bound to the content -------------------------------------------------------------------------


@settings(max_examples=8)
@given(data=st.data())
@pytest.mark.parametrize("kind", SIGNED, ids=lambda kind: kind.kind)
def test_whatever_changes_of_what_was_signed_the_signature_counts_no_longer(
    kind: type[Record], data: st.DataObject
) -> None:
    drawn = {**data.draw(values_for(kind)), "signatures": rows(("ali", "ISSUE"))}
    record = signed(kind(uid("one"), drawn))
    (signature,) = record.values["signatures"]
    assert standing_of(signature, record, World([record])) is Standing.BOUND
    other = data.draw(values_for(kind))
    for name in kind.fields.keys() - {"signatures"}:
        changed = record.with_values({name: other.get(name)})
        is_same = changed.values.get(name) == record.values.get(name)
        stands = standing_of(signature, changed, World([changed]))
        expected = is_same or name in kind.beside_signatures
        assert (stands is Standing.BOUND) is expected, name
        assert stands in {Standing.BOUND, Standing.CHANGED}


def test_a_digest_is_of_one_record_alone() -> None:
    assert digest_of(certificate("one")) != digest_of(certificate("two"))
    assert digest_of(certificate()) == digest_of(certificate(state="DRAFT", remarks="Filed."))
    assert digest_of(certificate(area=square(half=51))) != digest_of(certificate())


def test_a_signature_made_before_keeps_what_it_was_bound_to() -> None:
    first = signed(certificate(signatures=rows(("ali", "ISSUE")))).values["signatures"]
    both = certificate(area=square(half=400))
    issued, received = signed(both).values["signatures"]
    assert issued.record_hash == received.record_hash == digest_of(both)
    kept, added = bound(both, first).values["signatures"]
    assert kept == first[0]
    assert added.record_hash == digest_of(both) != kept.record_hash


def test_nobody_types_what_a_signature_is_bound_to() -> None:
    stolen = Signature({"signer": uid("ali"), "role": "ISSUE", "record_hash": "0" * 64})
    paper = bound(certificate(signatures=(stolen,)), ())
    assert paper.values["signatures"][0].record_hash == digest_of(paper)


def test_a_certificate_that_was_changed_after_it_was_signed_does_not_count() -> None:
    paper = signed(certificate())
    world = site_world()
    assert fault_of(world.add(paper), world) is None
    deeper = signed(paper).with_values({"area": square(half=400)})
    fault = fault_of(world.add(deeper), world)
    assert fault is not None
    assert fault.message == (
        "Certificate {certificate} was changed after it was signed, so it does not count."
    )
    assert fault_of(world.add(paper.with_values({"remarks": "Filed."})), world) is None


def test_a_change_that_undoes_a_signature_is_stopped_where_it_has_to_count() -> None:
    paper = signed(certificate(conditions="EOD on standby."))
    world = site_world()
    world.add(paper)
    assert said(paper.with_values({"conditions": None}), paper, world, "BR-03", "BR-21") == [
        "block: Certificate BSR01-LA001 was changed after it was signed, so it does not count.",
        "warn: What ali signed has been changed; that signature counts no longer.",
        "warn: What layla signed has been changed; that signature counts no longer.",
    ]
    assert said(paper.with_values({"remarks": "Filed."}), paper, world, "BR-03", "BR-21") == []


def test_an_override_that_was_changed_after_it_was_signed_holds_no_longer() -> None:
    world = site_world()
    leave = world.add(signed(override()))
    assert holds(leave, world, MORNING)
    for changed in ({"area": square(half=90)}, {"people": (uid("guest"),)}):
        other = leave.with_values(changed)
        assert isinstance(other, HazardOverride)
        assert not holds(other, World([*world.records.values(), other]), MORNING)


def test_an_old_signature_counts_and_is_said_to_be_bound_to_nothing() -> None:
    world = site_world()
    paper = world.add(certificate())
    (issued, _) = paper.signatures or ()
    assert standing_of(issued, paper, world) is Standing.UNBOUND
    assert fault_of(paper, world) is None
    flags = flags_for([Arrival(paper, None, uid("author"), MORNING)], world)
    assert [flag.sentence for flag in flags[paper.uid] if "bound" in flag.message] == [
        "The signature of ali is not bound to what it signed.",
        "The signature of layla is not bound to what it signed.",
    ]
    bound = world.add(signed(certificate()))
    flags = flags_for([Arrival(bound, None, uid("author"), MORNING)], world)
    assert not [flag for flag in flags.get(bound.uid, ()) if "bound" in flag.message]


# --- bound to who made it -------------------------------------------------------------------------


def test_a_certificate_is_issued_by_no_key_but_its_writers() -> None:
    world = site_world()
    signatures = by_key(("ali", "ISSUE"))
    typed = world.add(make(ClearanceCertificate, "typed", **certificate().values))
    forged = signed(typed.with_values({"signatures": signatures}))
    assert fault_of(world.add(forged), world) is not None
    own = make(ClearanceCertificate, "own", by="ali", **{**typed.values, "signatures": signatures})
    assert fault_of(world.add(signed(own)), world) is None


def test_whoever_adds_a_key_signature_to_another_persons_record_signs_it() -> None:
    world = site_world()
    paper = world.add(certificate(signatures=None, state="DRAFT"))
    with_key = signed(paper.with_values({"signatures": by_key(("ali", "ISSUE")), "state": "FINAL"}))
    world.tell(with_key, by="author")
    assert fault_of(with_key, world) is not None
    again = World(site_world().records.values())
    again.add(paper)
    again.tell(with_key, by="ali")
    assert fault_of(with_key, again) is None
    again.tell(with_key.with_values({"remarks": "Filed."}), by="author")
    assert fault_of(with_key, again) is None


def test_a_key_that_names_somebody_else_is_refused_at_the_window() -> None:
    world = site_world()
    paper = world.add(certificate(signatures=None, state="DRAFT"))
    for name, refused in (("ali", True), ("author", False)):
        draft = paper.with_values({"signatures": by_key((name, "ISSUE"))})
        assert bool(said(draft, paper, world, "BR-15")) is refused


def test_ink_that_nobody_sees_does_not_count() -> None:
    world = site_world()
    unseen = certificate(signatures=in_ink(("ali", "ISSUE")))
    assert fault_of(world.add(unseen), world) is not None
    assert fault_of(world.add(certificate(signatures=unseen.signatures, paper=SCAN)), world) is None
    leave = override(signatures=in_ink(("ali", "AUTHORISE"), ("layla", "COUNTERSIGN")))
    assert not holds(world.add(leave), world, MORNING)


def test_an_override_is_authorised_by_no_key_but_its_writers() -> None:
    world = site_world()
    signatures = by_key(("ali", "AUTHORISE")) + rows(("layla", "COUNTERSIGN"))
    leave = world.add(override(signatures=signatures))
    assert not holds(leave, world, MORNING)
    own = make(HazardOverride, "own", by="ali", **leave.values)
    assert holds(world.add(own), world, MORNING)


def test_a_row_that_came_with_somebody_elses_change_is_not_made_theirs_by_their_next() -> None:
    """The first who wrote it is who made it, whoever copies it later."""
    world = site_world()
    paper = world.add(certificate(signatures=None, state="DRAFT"))
    forged = signed(paper.with_values({"signatures": by_key(("ali", "ISSUE")), "state": "FINAL"}))
    world.tell(forged, by="author")
    more = (*forged.values["signatures"], *rows(("layla", "RECEIVE")))
    both = bound(forged.with_values({"signatures": more}), forged.values["signatures"])
    assert isinstance(both, ClearanceCertificate)
    assert fault_of(world.tell(both, by="ali"), world) is not None
