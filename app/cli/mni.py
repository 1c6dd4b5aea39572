"""`athar mni`: the minimum number of individuals of an inventory that is kept in a table."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.answers import Answer, answering
from app.cli.files import INPUT
from app.cli.groups import example
from app.cli.session import Session
from app.core.files import read_bounded
from app.exchange.inventories import LIMIT_BYTES, read_inventory
from app.rules.commingling import Sign, signs
from app.rules.counting_words import by_pairs, explanation, sign_words
from app.rules.scopes import Count, Scope, counts


@click.command("mni", epilog=example("athar mni grave-01.csv"))
@click.argument("file", type=INPUT)
@answering
def command(session: Session, file: Path) -> Answer:
    """Count the fewest people that a table of bones can be of.

    FILE is CSV with the columns case, grave, bone, side, completeness, zones, count, age_band. The
    number is told for each case, each grave and all together, with the bone that drives it. It is
    advice: a minimum, and no identification.
    """
    lines = read_inventory(read_bounded(file, LIMIT_BYTES, may_be_pipe=True))
    found, hints = counts(lines), list(signs(lines))
    return Answer(
        {
            "file": str(file),
            "lines": len(lines),
            "scopes": [_data(session, count) for count in found],
            "hints": [_hint(session, sign) for sign in hints],
        },
        [
            *(line for count in found for line in _lines(session, count)),
            *(
                session.say("Look again: {sentence} {hint}", **_hint(session, sign))
                for sign in hints
            ),
        ]
        or [session.say("The table has no line, so there is nothing to count.")],
    )


def _data(session: Session, count: Count) -> dict[str, object]:
    least = count.minimum
    return {
        "scope": f"{count.scope.value} {count.name}".strip(),
        "kind": count.scope.value,
        "name": count.name,
        "mni": least.people,
        "bone": least.bone,
        "side": least.side,
        "explanation": explanation(session.say, session.code, least),
        "adults": least.adults,
        "subadults": least.subadults,
        "pieces": count.pieces,
        "weight_g": str(count.weight_g),
        "pairs": [
            {
                "bone": pairing.bone,
                "left": pairing.left,
                "right": pairing.right,
                "pairs": pairing.pairs,
                "by_pairs": pairing.by_pairs,
                "most_likely": pairing.most_likely,
            }
            for pairing in count.pairings
        ],
    }


def _lines(session: Session, count: Count) -> list[str]:
    return [
        session.say(
            "{scope}: at least {people}. {explanation}",
            scope=_scope(session, count),
            people=session.code(count.minimum.people),
            explanation=explanation(session.say, session.code, count.minimum),
        ),
        *("  " + by_pairs(session.say, session.code, pairing) for pairing in count.pairings),
    ]


def _scope(session: Session, count: Count) -> str:
    name = session.code(count.name)
    match count.scope:
        case Scope.CASE:
            return session.say("Case {name}", name=name)
        case Scope.CONTEXT:
            return session.say("Context {name}", name=name)
        case Scope.GRAVE:
            return session.say("Grave {name}", name=name)
        case Scope.SITE:
            return session.say("Site {name}", name=name) if count.name else session.say("All")


def _hint(session: Session, sign: Sign) -> dict[str, str]:
    sentence, hint = sign_words(session.say, session.code, sign, has_codes=True)
    return {"case": sign.case, "sentence": sentence, "hint": hint}
