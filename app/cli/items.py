"""`athar item`: all that is known of one number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at
from app.cli.groups import example
from app.cli.options import store_options
from app.cli.session import Session
from app.core.wording import Wording, Words
from app.models.codes import CodeList
from app.models.custody import CustodyEvent
from app.models.fields import Json
from app.models.operations import NumberBook
from app.models.registers import NumberRegister
from app.reports.times import stamp
from app.rules.check_characters import with_check
from app.rules.holding import CustodyState, line_of
from app.rules.margins import Margin
from app.services.items import Changed, Item, item_of
from app.services.lookup import How, Lookup, Match, look_up
from app.services.reading import label_of, moment_or_none

_ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
_SCHEMES = CodeList("number_scheme")
_ENTRIES = CodeList("register_entry")
_CERTAINTIES = CodeList("certainty")
_EVENTS = CodeList("custody_event")


@click.command("item", epilog=example("athar item snj03-01-a0003b.7 --store basra-a.athar"))
@click.argument("number")
@store_options
@answering
def command(
    session: Session, number: str, store: Path | None, passphrase_file: Path | None
) -> Answer:
    """Show what is known of NUMBER: its record, its history, who holds it and where it is.

    NUMBER is typed in any script, in small letters, without hyphens, with or without its check
    character; a provisional or foreign number, a seal, the code on a label and the whole identity
    of a record will do as well.
    """
    with desk_at(session, store, passphrase_file) as desk:
        known = look_up(desk, number)
        items = [(match, item_of(desk, match.record, session.say)) for match in known.matches]
    data = {
        "typed": number,
        "number": known.number,
        "check": known.check,
        "checked": known.was_checked,
        "book": _book(known.book),
        "items": [_data(session, match, item) for match, item in items],
        "register": [_entry(entry) for entry in known.register],
    }
    lines = list(_lines(session, known, items))
    if not session.say.is_right_to_left:  # what keeps the order on paper is dirt on a terminal
        lines = [_bare(line) for line in lines]
    return Answer(data, lines)


def _lines(session: Session, known: Lookup, items: list[tuple[Match, Item]]) -> Iterator[str]:
    say, code = session.say, session.code
    if known.check and not known.was_checked:
        yield say(
            "The check character was not typed; it is {number}.",
            number=code(with_check(known.number)),
        )
    if len(items) > 1:
        yield say("{count} records answer to this number:", count=code(len(items)))
    for match, item in items:
        yield _found(session, match)
        if len(items) == 1:
            yield from _whole(session, item)
        else:
            yield f"  athar item {code(item.record.uid)}"
    for entry in known.register:
        yield say(
            "{number} has no record. The register says: {what}.",
            number=code(known.number),
            what=say(_ENTRIES.label(entry.entry_kind or "")),
        )
        for text in (entry.sheet, entry.because):
            if text:
                yield f"  {text}"


def _found(session: Session, match: Match) -> str:
    """What was found, and why it answers to what was typed."""
    say, record = session.say, match.record
    name = with_check(record.number) if record.number else record.uid
    parts = [session.code(name), say(record.label)]
    if match.how is How.CORE:
        parts.append(say("This is how it is printed."))
    elif match.how is How.OTHER:
        parts.append(say(_SCHEMES.label(match.scheme)))
    elif match.how is How.SEAL:
        parts.append(say("It was under this seal."))
    if record.is_withdrawn:
        parts.append(say("Withdrawn: {reason}", reason=record.values.get("reason") or "–"))
    return " · ".join(parts)


def _whole(session: Session, item: Item) -> Iterator[str]:
    say = session.say
    for told in item.told:
        margin = item.margins.get(told.field)
        yield _under(f"  {told.label}: ", told.said) + (f" {margin.sign}" if margin else "")
    if item.withheld:
        labels = (say(label_of(item.record.kind, name)) for name in item.withheld)
        yield f"  {say('Withheld: strictly confidential')}: {', '.join(labels)}"
    if item.to_complete:
        lacking = Words(dict.fromkeys(gap.label for gap in item.to_complete))
        yield f"  {say('To complete before it is final: {fields}', fields=lacking)}"
    for name, margin in item.margins.items():
        yield from _beside(session, item, name, margin)
    if item.custody is not None:
        yield say("Custody")
        yield from _custody(session, item, item.custody)
    yield say("History")
    yield from _history(session, item.history)


def _beside(session: Session, item: Item, name: str, margin: Margin) -> Iterator[str]:
    say = session.say
    label = say(label_of(item.record.kind, name)) if name else say("The whole record")
    for note in margin.notes:
        words = " · ".join(
            part
            for part in (say(_CERTAINTIES.label(note.certainty)) if note.certainty else "",
                         note.text, note.by)
            if part
        )  # fmt: skip
        yield f"  {say('In the margin of {field}: {note}', field=label, note=words)}"


def _custody(session: Session, item: Item, custody: CustodyState) -> Iterator[str]:
    yield f"  {_standing(session.say, item, custody)}"
    if custody.container:
        yield f"  {session.say('In {container}', container=item.names[custody.container])}"
    if custody.seal:
        yield f"  {session.say('Under seal {seal}', seal=session.code(custody.seal))}"
    for event in custody.events:
        struck = session.say("Superseded") if event.uid in custody.superseded else ""
        what = session.say(_EVENTS.label(event.event_type or ""))
        at = stamp(event.occurred_at) if event.occurred_at else ""
        yield "  " + " · ".join(filter(None, (at, item.names.get(event.uid, ""), what, struck)))


def _standing(say: Wording, item: Item, custody: CustodyState) -> str:
    """In a sentence, who has it and where."""
    holder, place = item.names.get(custody.holder, ""), item.names.get(custody.place, "")
    if custody.is_untouched:
        return say("No custody has been recorded.")
    if custody.is_disputed:
        return say("Nobody knows: two laptops recorded different holders. See Conflicts.")
    if custody.is_lost:
        return say("It is recorded as lost.")
    if custody.is_released:
        return say("Released, and not received yet.")
    if not holder:
        return say("Nobody holds it any more.")
    return (
        say("Held by {holder}, at {place}.", holder=holder, place=place)
        if place
        else say("Held by {holder}; where is not recorded.", holder=holder)
    )


def _history(session: Session, history: Sequence[Changed]) -> Iterator[str]:
    """What each line of the journal changed, under who wrote it and when."""
    say, code = session.say, session.code
    for _, written in groupby(history, key=lambda change: change.entry.line):
        changes = list(written)
        entry = changes[0].entry
        at = moment_or_none(entry.at)
        parts = [stamp(at) if at else entry.at, entry.by, entry.laptop, entry.why]
        if any(change.entry.is_amendment for change in changes):
            parts.append(say("Amended"))
        if entry.warned:
            parts.append(say("Saved although {rules} warned", rules=code(", ".join(entry.warned))))
        yield "  " + " · ".join(filter(None, parts))
        for change in changes:
            said = change.said or "–"
            if change.is_withheld:
                said = say("Withheld: strictly confidential")
            yield _under(f"    {change.label}: ", said)


def _under(label: str, said: str) -> str:
    """A text after its label; further lines stand under the first."""
    first, *more = said.split("\n")
    return "\n".join([f"{label}{first}", *(f"    {line}" for line in more)])


def _bare(words: str) -> str:
    """Words without the marks that keep their order among words of another direction."""
    return words.translate(_ISOLATES)


def _data(session: Session, match: Match, item: Item) -> dict[str, object]:
    record = item.record
    return {
        "kind": record.kind,
        "label": session.say(record.label),
        "uid": record.uid,
        "number": record.number or "",
        "title": _bare(item.title),
        "matched": match.how.value,
        "scheme": match.scheme,
        "state": str(record.values.get("state") or ""),
        "reason": str(record.values.get("reason") or ""),
        "to_complete": list(dict.fromkeys(gap.field for gap in item.to_complete)),
        "record": item.values,
        "withheld": list(item.withheld),
        "margins": [
            {"field": name, "certainty": note.certainty, "text": note.text, "by": note.by}
            for name, margin in item.margins.items()
            for note in margin.notes
        ],
        "history": [_entry_of(change) for change in item.history],
        "custody": _custody_data(item, item.custody) if item.custody is not None else None,
        "place": {name: _bare(place) for name, place in item.place.items()},
    }


def _entry_of(change: Changed) -> dict[str, Json]:
    entry = change.entry
    return {
        "at": entry.at,
        "by": entry.by,
        "laptop": entry.laptop,
        "field": entry.field,
        "beside": entry.beside,
        "before": None if change.is_withheld else entry.before,
        "after": None if change.is_withheld else entry.after,
        "withheld": change.is_withheld,
        "why": entry.why,
        "amendment": entry.is_amendment,
        "warned": list(entry.warned),
        "line": entry.line,
    }


def _custody_data(item: Item, custody: CustodyState) -> dict[str, object]:
    return {
        "holder": _bare(item.names.get(custody.holder, "")),
        "place": _bare(item.names.get(custody.place, "")),
        "container": _bare(item.names.get(custody.container, "")),
        "seal": custody.seal,
        "seal_whole": custody.is_seal_whole,
        "released": custody.is_released,
        "released_to": _bare(item.names.get(custody.released_to, "")),
        "ended": custody.is_terminal,
        "lost": custody.is_lost,
        "disputed": custody.is_disputed,
        "at": str(custody.at) if custody.at else "",
        "events": [_event(item, custody, event) for event in custody.events],
    }


def _event(item: Item, custody: CustodyState, event: CustodyEvent) -> dict[str, object]:
    line = line_of(event, item.record.uid)
    return {
        "number": event.number or "",
        "event_type": event.event_type or "",
        "at": str(event.occurred_at or ""),
        "seal_before": (line.seal_before or "") if line else "",
        "seal_after": (line.seal_after or "") if line else "",
        "superseded": event.uid in custody.superseded,
    }


def _entry(entry: NumberRegister) -> dict[str, object]:
    return {
        "uid": entry.uid,
        "entry_kind": entry.entry_kind or "",
        "first": entry.first,
        "last": entry.last,
        "sheet": entry.sheet or "",
        "because": entry.because or "",
    }


def _book(book: NumberBook | None) -> dict[str, object] | None:
    if book is None:
        return None
    return {
        "letter": book.letter or "",
        "holder": book.holder or "",
        "closed": book.closed_at is not None,
    }
