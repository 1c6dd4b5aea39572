"""Who holds a thing, where, under which seal: the state that custody events carry from one to next.

An event that only one side recorded is a release or a receipt. Between the two nobody holds the
thing, and that is what the state says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.core.clock import Moment
from app.core.letters import ascii_digits
from app.models.custody import CustodyEvent, CustodyLine
from app.rules.signing import is_signed
from app.rules.verdicts import Verdict

HANDOVERS = frozenset({"HND", "REP", "REL", "BUR"})
TERMINAL = frozenset({"BUR", "REL", "REP", "DES"})
BAD_SEALS = frozenset({"BROKEN", "NUMBER_MISMATCH", "MISSING"})

_NOBODY_HOLDS = frozenset({"BUR", "DES"})
_TAKING_UP = frozenset({"COL", "FND"})
_IN_NO_HANDS = {"holder": "", "is_released": False, "released_to": "", "released_at": None}


@dataclass(frozen=True, slots=True)
class CustodyState:
    """What custody events say of one item; uids, and "" for nothing or nobody.

    `seal` is the outermost seal, `own_seal` the item's own. `last` is the event that the next one
    names as the one before it. `events` are all there are, in order, for printing; those in
    `superseded` are struck through and count for nothing. `is_disputed` means that events stand
    against each other, those in `rivals`: then nobody knows where the item is.
    """

    item: str
    holder: str = ""
    place: str = ""
    container: str = ""
    seal: str = ""
    own_seal: str = ""
    is_seal_whole: bool = True
    is_released: bool = False
    released_to: str = ""
    released_at: Moment | None = None
    is_terminal: bool = False
    is_lost: bool = False
    is_disputed: bool = False
    discrepancies: tuple[str, ...] = ()
    discrepancies_by: frozenset[str] = frozenset()
    last: str = ""
    at: Moment | None = None
    events: tuple[CustodyEvent, ...] = ()
    superseded: frozenset[str] = frozenset()
    rivals: frozenset[str] = frozenset()
    problems: tuple[Verdict, ...] = ()

    @property
    def is_untouched(self) -> bool:
        """Whether no event is known of the item."""
        return not self.last


def seal_key(number: str | None) -> str:
    """A seal's number as it is compared: digits of any script, no spaces, one case."""
    return "".join(ascii_digits(number or "").split()).upper()


def line_of(event: CustodyEvent, item: str) -> CustodyLine | None:
    """What an event says of one item; the first line, should there be two."""
    return next((line for line in event.lines or () if line.item == item), None)


def half_of(event: CustodyEvent) -> str:
    """OUT, IN or BOTH; where nobody said, a release proves no receipt."""
    if event.half is not None:
        return event.half
    return event.event_type if event.event_type in {"OUT", "IN"} else "BOTH"


def has_discrepancy(event: CustodyEvent, line: CustodyLine) -> bool:
    """Whether something was not as it should be."""
    return (
        event.discrepancy not in {None, "NONE"}
        or event.event_type == "DIS"
        or line.seal_condition in BAD_SEALS
    )


def signers(event: CustodyEvent, author: str, *roles: str) -> frozenset[str]:
    """Who signed the event that `author` writes or wrote, in one of these roles if any are given.

    A signature that does not count is as if it were not there.
    """
    return frozenset(
        signature.signer
        for signature in event.signatures or ()
        if signature.signer
        and (not roles or signature.role in roles)
        and is_signed(signature, author, has_paper=bool(event.paper))
    )


def after(before: CustodyState, event: CustodyEvent, line: CustodyLine) -> CustodyState:
    """The state once an event has happened, whatever rules it broke: events are evidence."""
    changes = {
        **_placed(before, event),
        **_sealed(before, event, line),
        **_looked_over(before, event, line),
    }
    return replace(before, last=event.uid, at=event.occurred_at or before.at, **changes)


def _placed(before: CustodyState, event: CustodyEvent) -> dict[str, Any]:
    """Who holds the item now, and where."""
    kind, half = event.event_type, half_of(event)
    if kind == "LOS":
        return {**_IN_NO_HANDS, "place": "", "is_lost": True}
    changes: dict[str, Any] = {
        "is_terminal": kind in TERMINAL or (before.is_terminal and kind != "FND")
    }
    if half == "OUT":
        released = {
            "is_released": True,
            "released_to": event.to_custodian or "",
            "released_at": event.occurred_at,
        }
        return {**changes, **released, "holder": "", "place": ""}
    is_taken_up = kind in _TAKING_UP or half == "IN"
    if event.to_custodian or is_taken_up:
        changes |= {
            **_IN_NO_HANDS,
            "holder": event.to_custodian or event.origin.by,
            "place": before.place if half == "BOTH" and kind != "FND" else "",
            "is_lost": before.is_lost and not is_taken_up,
        }
    elif not (before.holder or before.is_released or before.is_lost or before.is_terminal):
        changes["holder"] = event.from_custodian or event.origin.by
    if event.to_location:
        changes["place"] = event.to_location
    if kind == "DES" or (kind == "TRN" and event.arrived_at is None):
        changes["place"] = ""
    if kind in _NOBODY_HOLDS:
        changes |= _IN_NO_HANDS
    return changes


def _sealed(before: CustodyState, event: CustodyEvent, line: CustodyLine) -> dict[str, Any]:
    """Under which seal the item is now, and whether that is whole."""
    left, seen = seal_key(line.seal_after), seal_key(line.seal_before)
    is_bad = line.seal_condition in BAD_SEALS
    if event.event_type in {"UNS", "DES"} or left:
        seal, is_whole = left, True
    elif line.seal_condition in {"MISSING", "NOT_SEALED"}:
        seal, is_whole = "", not is_bad
    elif seen:
        seal, is_whole = seen, not is_bad
    else:
        seal, is_whole = before.own_seal, before.is_seal_whole and not is_bad
    return {"own_seal": seal, "seal": seal, "is_seal_whole": is_whole}


def _looked_over(before: CustodyState, event: CustodyEvent, line: CustodyLine) -> dict[str, Any]:
    """Open a discrepancy, or close what was open: by a count, by two people, by somebody else."""
    if has_discrepancy(event, line):
        return {
            "discrepancies": (*before.discrepancies, event.uid),
            "discrepancies_by": before.discrepancies_by | {event.origin.by},
        }
    is_as_expected = (
        line.seal_condition == "INTACT" and seal_key(line.seal_before) == before.own_seal
        if before.own_seal
        else line.seal_condition in {None, "NOT_SEALED"}
    )
    is_settled = (
        event.event_type == "CHK"
        and is_as_expected
        and len(signers(event, event.origin.by)) >= 2
        and event.origin.by not in before.discrepancies_by
    )
    return {"discrepancies": (), "discrepancies_by": frozenset()} if is_settled else {}
