"""`athar rules`: the table of rules, as the code declares it."""

from __future__ import annotations

import click

from app.cli.answers import Answer, answering
from app.cli.groups import example
from app.cli.session import Session
from app.rules.declared import Rule
from app.services.rule_table import rule_table


@click.command("rules", epilog=example("athar rules --json"))
@answering
def command(session: Session) -> Answer:
    """Print every rule, with its levels, the function that keeps it and the test that shows it.

    The table is English, as the page of the rules is.
    """
    rules = rule_table()
    return Answer(
        {"rules": [_data(rule) for rule in rules]},
        [session.code(_line(rule)) for rule in rules],
    )


def _data(rule: Rule) -> dict[str, object]:
    return {
        "numbers": list(rule.numbers),
        "levels": [level.value for level in rule.levels],
        "asks": rule.asks,
        "function": rule.function,
        "asked_at": rule.asked_at,
        "test": rule.test_path,
    }


def _line(rule: Rule) -> str:
    numbers = ", ".join(rule.numbers)
    levels = ", ".join(level.value for level in rule.levels) or "–"
    return f"{numbers}  {levels}  {rule.asks}  ({rule.function}, asked at: {rule.asked_at})"
