"""An item's custody events as the numbered lines of its form."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.custody import CustodyEvent, CustodyLine
from app.models.record import Record
from app.models.signatures import Signature as SignatureRow
from app.reports import custody as f1
from app.reports.words import Words
from app.rules.chains import chain_of, is_approved, reason_of
from app.rules.holding import BAD_SEALS, CustodyState, half_of, line_of
from app.rules.signing import is_signed
from app.rules.world import Records
from app.services.sheets.terms import Terms


class Events:
    """The events in the order printed; `number` is a line's, the same wherever it is named."""

    def __init__(self, item: Record, state: CustodyState, records: Records, terms: Terms) -> None:
        self._item = item
        self._state = state
        self._records = records
        self._terms = terms
        self.number = {event.uid: number for number, event in enumerate(state.events, 1)}
        self.live = [event for event in state.events if event.uid not in state.superseded]
        self._other_half = dict(self._halves())

    def line(self, event: CustodyEvent) -> CustodyLine | None:
        """What an event says of the item, or of the container that it was in."""
        own = line_of(event, self._item.uid)
        return own or line_of(event, self._state.container) or next(iter(event.lines or ()), None)

    def transfers(self) -> Iterator[f1.Transfer]:
        """A line of the form for each event, superseded ones included."""
        for event in self._state.events:
            yield self._transfer(event)

    def witness(self, *kinds: str) -> f1.Witness | None:
        """Who witnessed the first event of these kinds that counts and has a witness.

        One whose signature counts is named before one whose does not.
        """
        for event in self.live:
            watched = [one for one in event.signatures or () if one.role == "WITNESS"]
            for signature in sorted(watched, key=lambda one: not _counts(one, event)):
                party = self._terms.party(signature.signer)
                if event.event_type in kinds and party is not None:
                    place = self._terms.title(event.to_location or event.from_location)
                    signed = self._signed(signature, event)
                    return f1.Witness(party, place, event.occurred_at, signed)
        return None

    def party(self, event: CustodyEvent | None, side: str) -> f1.Party | None:
        """Who released (`from`) or received (`to`)."""
        if event is None:
            return None
        organisation = event.values.get(f"{side}_organisation")
        return self._terms.party(event.values.get(f"{side}_custodian"), organisation)

    def hands(self, event: CustodyEvent, *sides: str) -> Words:
        """Who had it in hand: a custodian of these sides, else who signed, else who wrote it."""
        named = (event.values.get(f"{side}_custodian") for side in sides)
        signed = (signature.signer for signature in event.signatures or ())
        return self._terms.person(next(filter(None, (*named, *signed)), event.origin.by))

    def _transfer(self, event: CustodyEvent) -> f1.Transfer:
        terms, line = self._terms, self.line(event)
        condition = line.seal_condition if line else None
        other = self._other_half.get(event.uid)
        half, released = half_of(event), self._signature(event, "RELEASE")
        received = self._signature(event, "RECEIVE")
        return f1.Transfer(
            line=self.number[event.uid],
            at=event.occurred_at,
            event=terms.label(event, "event_type"),
            number=event.number or "",
            released_by=self.party(event, "from"),
            received_by=self.party(event, "to"),
            release=released,
            receipt=received,
            release_line=other if half == "IN" and released is None else None,
            receipt_line=other if half == "OUT" and received is None else None,
            others=tuple(self._others(event)),
            from_place=terms.title(event.from_location),
            to_place=terms.title(event.to_location),
            purpose=event.purpose_note or terms.label(event, "purpose"),
            seal=(line.seal_before or "") if line else "",
            seal_condition=terms.code(CustodyLine.seal_condition, condition),
            is_seal_in_doubt=condition in BAD_SEALS,
            new_seal=(line.seal_after or "") if line else "",
            condition=terms.code(CustodyLine.item_condition, line.item_condition if line else None),
            remarks="; ".join(
                text for text in (event.remarks, line.remarks if line else None) if text
            ),
            is_disputed=event.uid in self._state.rivals,
            superseded=self._superseded(event),
        )

    def _others(self, event: CustodyEvent) -> Iterator[f1.Hand]:
        """Who else signed; who approved; and who wrote it, where no other name stands there."""
        terms = self._terms
        parties = {("RELEASE", event.from_custodian), ("RECEIVE", event.to_custodian)}
        signatures = event.signatures or ()
        for signature in signatures:
            party = terms.party(signature.signer)
            if party is not None and (signature.role, signature.signer) not in parties:
                role = terms.code(SignatureRow.role, signature.role)
                yield f1.Hand(role, party, self._signed(signature, event))
        approver = terms.party(event.approved_by)
        if approver is not None:
            yield f1.Hand(terms.say("Approved by"), approver)
        author = terms.party(event.origin.by)
        has_names = event.from_custodian or event.to_custodian or signatures
        if author is not None and not has_names:
            yield f1.Hand(terms.say("Recorded by"), author)

    def _signature(self, event: CustodyEvent, role: str) -> f1.Signature | None:
        """How the person whom the line names has signed it."""
        custodian = event.from_custodian if role == "RELEASE" else event.to_custodian
        theirs = [
            one for one in event.signatures or () if (one.role, one.signer) == (role, custodian)
        ]
        theirs.sort(key=lambda one: not _counts(one, event))
        return self._signed(theirs[0], event) if theirs else None

    def _signed(self, signature: SignatureRow, event: CustodyEvent) -> f1.Signature:
        """As it was given, and beside it what takes its worth: evidence is shown, not hidden."""
        say = self._terms.say
        doubt: Words = ""
        if not _counts(signature, event):
            doubt = (
                say("Does not count: somebody else wrote this")
                if signature.method == "KEY"
                else say("Does not count: nothing shows it")
            )
        method = self._terms.code(SignatureRow.method, signature.method)
        return f1.Signature(method, signature.at, doubt)

    def _superseded(self, event: CustodyEvent) -> f1.Superseded | None:
        if event.uid not in self._state.superseded:
            return None
        corrections = self._records.referring(CustodyEvent.kind, "supersedes", event.uid)
        by = min(
            (
                one
                for one in corrections
                if isinstance(one, CustodyEvent)
                and is_approved(one, event, self._records)
                and one.uid not in self._state.superseded
            ),
            key=lambda one: (self.number.get(one.uid, len(self.number)), one.uid),
            default=None,
        )
        if by is None:
            return None
        return f1.Superseded(
            reason=reason_of(by),
            author=self._terms.person(by.origin.by),
            at=by.occurred_at,
            approver=self._terms.person(by.approved_by) if by.approved_by else "",
            by_line=self.number.get(by.uid),
        )

    def _halves(self) -> Iterator[tuple[str, int]]:
        """The line of the receipt for each release recorded apart from it, and the reverse."""
        for thing in filter(None, (self._item.uid, self._state.container)):
            for _, links in chain_of(thing, self._records).pieces:
                release = ""
                for event, _ in links:
                    half = half_of(event)
                    if half == "IN" and release:
                        yield event.uid, self.number[release]
                        yield release, self.number[event.uid]
                    release = event.uid if half == "OUT" else "" if half == "IN" else release


def _counts(signature: SignatureRow, event: CustodyEvent) -> bool:
    return is_signed(signature, event.origin.by, has_paper=bool(event.paper))
