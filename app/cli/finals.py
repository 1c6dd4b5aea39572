"""`athar final`: closing a record, as the window does."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at
from app.cli.groups import example
from app.cli.one_record import only_one
from app.cli.options import store_options
from app.cli.session import Session
from app.rules.check_characters import with_check
from app.rules.verdicts import Verdict
from app.services.lookup import look_up
from app.services.recording import make_final


@click.command("final", epilog=example("athar final snj03-01-a0003b.7 --store basra-a.athar"))
@click.argument("number")
@store_options
@answering
def command(
    session: Session, number: str, store: Path | None, passphrase_file: Path | None
) -> Answer:
    """Make the record of NUMBER final: from then on a change needs a reason and is an amendment.

    NUMBER is typed as for “athar item”, which also lists what is still to complete; the whole
    identity of a record will do as well. What a final record lacks, or what a rule stops, is told,
    and the record stays as it is. One that is final already stays so.
    """
    with desk_at(session, store, passphrase_file) as desk:
        known = look_up(desk, number)
        uid = only_one([match.record.uid for match in known.matches], known.number)
        saved = make_final(desk, uid)
    record, say = saved.record, session.say
    name = with_check(record.number) if record.number else record.uid
    told = say("{record} is final.", record=session.code(name))
    if not saved.changes.uids:
        told = say("{record} was final already.", record=session.code(name))
    data = {
        "typed": number,
        "kind": record.kind,
        "uid": record.uid,
        "number": record.number or "",
        "state": str(record.state or ""),
        "changed": bool(saved.changes.uids),
        "warnings": [_data(session, verdict) for verdict in saved.verdicts],
    }
    remarks = (say(one.message, **one.values) for one in saved.verdicts)
    return Answer(data, [told, *(f"  {remark}" for remark in remarks)])


def _data(session: Session, verdict: Verdict) -> dict[str, str]:
    return {
        "rule": verdict.rule,
        "field": verdict.field,
        "sentence": session.say(verdict.message, **verdict.values),
        "hint": session.say(verdict.hint, **verdict.values),
    }
