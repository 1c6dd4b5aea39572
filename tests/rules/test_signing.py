"""Signatures that count: by the key of who is at the laptop, or with something to be seen."""

from __future__ import annotations

import pytest

from app.models.operations import RoleAssignment
from app.models.record import Record
from app.models.safety import SafetyBriefing
from app.models.signatures import Signature
from app.models.stock import StockCount
from app.rules.gates import Arrival, flags_for
from app.rules.signing import is_signed
from tests.rules.asked import said
from tests.rules.handling import collected, handed_on, judge, start
from tests.rules.world import World, later, make, rows, uid

SCAN = "5e" * 32


@pytest.mark.parametrize(
    ("method", "media", "has_paper", "counts"),
    [
        ("KEY", None, False, {"dina"}),
        ("KEY", SCAN, True, {"dina"}),
        ("INK_SCANNED", None, False, set()),
        ("INK_SCANNED", SCAN, False, {"dina", "omar"}),
        ("INK_SCANNED", None, True, {"dina", "omar"}),
        ("DRAWN", None, True, set()),
        ("DRAWN", SCAN, False, {"dina", "omar"}),
        (None, None, False, set()),
    ],
)
def test_nobody_signs_for_another(
    method: str | None, media: str | None, has_paper: bool, counts: set[str]
) -> None:
    told = {"role": "RELEASE", "method": method, "media": media}
    given = {name: Signature({"signer": uid(name), **told}) for name in ("dina", "omar")}
    assert {
        name for name, one in given.items() if is_signed(one, uid("dina"), has_paper=has_paper)
    } == counts
    assert not is_signed(Signature(told), uid("dina"))


def _by(method: str, name: str, role: str) -> tuple[Signature, ...]:
    return (Signature({"signer": uid(name), "role": role, "method": method}),)


@pytest.mark.parametrize("method", ["KEY", "INK_SCANNED", "DRAWN"])
def test_a_transfer_is_not_signed_by_somebody_absent(method: str) -> None:
    """One for the signature that is none, one for the receipt that nobody signed."""
    world = start(collected())
    drawn = rows(("dina", "RELEASE"))
    absent = handed_on("out", signatures=drawn + _by(method, "omar", "RECEIVE"))
    assert judge(absent, world, author="dina") == ["BR-15", "BR-15"]
    by_key = rows(("omar", "RECEIVE")) + _by("KEY", "dina", "RELEASE")
    assert judge(handed_on("out", signatures=by_key), world, author="dina") == []


def test_the_key_of_a_witness_who_is_not_at_the_laptop_is_refused() -> None:
    signed = rows(("dina", "RELEASE"), ("omar", "RECEIVE")) + _by("KEY", "emil", "WITNESS")
    assert judge(handed_on("out", signatures=signed), start(collected())) == ["BR-15"]


def test_a_key_that_came_in_a_bundle_is_that_of_the_lines_author() -> None:
    signed = _by("KEY", "dina", "RELEASE") + rows(("omar", "RECEIVE"))
    for by, rules in (("dina", []), ("emil", ["BR-15", "BR-15"])):
        base = handed_on("out", signatures=signed)
        event = make(type(base), "out", by=by, **base.values)
        world = start(collected(), event)
        flags = flags_for([Arrival(event, None, uid(by), later(120))], world)
        assert [flag.rule for flag in flags.get(event.uid, ())] == rules


def signed_by(kind: type[Record], name: str, role: str, minutes: float) -> Record:
    told = {"signer": uid(name), "role": role, "method": "INK_SCANNED", "media": SCAN}
    return make(kind, "signed", signatures=(Signature(told | {"at": later(minutes)}),))


def test_a_role_that_has_ended_signs_nothing() -> None:
    world = World(
        [
            make(RoleAssignment, "1", person=uid("dina"), role="EX", valid_to=later(60)),
            make(RoleAssignment, "2", person=uid("olga"), role="OBS"),
        ]
    )
    ended = ["block: dina held no role in the operation at that time."]
    seen = ["block: An observer can sign as a witness only."]
    for name, role, minutes, sentences in (
        ("dina", "APPROVE", 59, []),
        ("dina", "APPROVE", 61, [ended[0].replace("dina", uid("dina")[:8])]),
        ("olga", "APPROVE", 0, seen),
        ("olga", "WITNESS", 0, []),
        ("guest", "RECEIVE", 0, []),
    ):
        draft = signed_by(StockCount, name, role, minutes)
        assert said(draft, None, world, "BR-15") == sentences
        assert said(draft, draft, world, "BR-15") == []
    heard = signed_by(SafetyBriefing, "olga", "RECEIVE", 0)
    assert said(heard, None, world, "BR-15") == [], "whoever was there has heard the briefing"
