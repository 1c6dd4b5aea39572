"""`athar find`: records by any word or number that stands in them."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.desks import desk_at
from app.cli.groups import example
from app.cli.options import store_options
from app.cli.session import Session
from app.models.kinds import KIND
from app.services.reading import label_of
from app.services.search_hits import Hit, search

_MOST = 1000


@click.command("find", epilog=example('athar find "red jacket" --store basra-a.athar'))
@click.argument("text")
@click.option(
    "--limit",
    type=click.IntRange(1, _MOST),
    default=50,
    show_default=True,
    help="How many to show, the newest first.",
)
@store_options
@answering
def command(
    session: Session, *, text: str, limit: int, store: Path | None, passphrase_file: Path | None
) -> Answer:
    """Find the records that hold every word of TEXT, or words that begin so, in any script.

    Numbers are found with or without hyphens. What is strictly confidential is not searched.
    """
    with desk_at(session, store, passphrase_file) as desk:
        found = search(desk, text, limit + 1, session.say)
    has_more = len(found) > limit
    hits = found[:limit]
    say = session.say
    lines = [_line(session, hit) for hit in hits]
    if has_more:
        lines.append(say("There are more. Type more words, or ask for more with --limit."))
    return Answer(
        {"text": text, "hits": [_data(session, hit) for hit in hits], "more": has_more},
        lines or [say("Nothing was found.")],
    )


def _data(session: Session, hit: Hit) -> dict[str, object]:
    return {
        "kind": hit.kind,
        "uid": hit.uid,
        "number": hit.number,
        "title": hit.title,
        "label": session.say(KIND[hit.kind].label),
        "field": hit.field,
        "excerpt": hit.excerpt,
        "withdrawn": hit.is_withdrawn,
    }


def _line(session: Session, hit: Hit) -> str:
    say = session.say
    parts = [session.code(hit.title), say(KIND[hit.kind].label)]
    if hit.is_withdrawn:
        parts.append(say("Withdrawn"))
    if hit.excerpt:
        label = say(label_of(hit.kind, hit.field)) if hit.field else ""
        parts.append(f"{label}: {hit.excerpt}" if label else hit.excerpt)
    return " · ".join(parts)
