"""What a rule objects to, in the person's language, with its number."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.clock import Moment
from app.core.wording import Wording
from app.rules.verdicts import Level, Verdict
from app.ui.shown import date_and_time


def objection(say: Wording, problem: Verdict) -> str:
    """The sentence, what to do about it, and the rule."""
    values = read_by_people(problem.values)
    if problem.level is Level.AUDIT:
        return say(problem.message, **values)
    # Qt reads a line by its first letter outside what is embedded: here that of the rule.
    first = "\u200f" if say.is_right_to_left else ""
    return first + say(
        "{sentence} {hint} ({rule})",
        sentence=say(problem.message, **values),
        hint=say(problem.hint, **values),
        rule=problem.rule,
    )


def read_by_people(values: Mapping[str, object]) -> dict[str, object]:
    """The values of a sentence, its moments as the clocks on the wall show them."""
    return {
        name: date_and_time(value) if isinstance(value, Moment) else value
        for name, value in values.items()
    }
