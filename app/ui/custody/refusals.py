"""What the rules say of a transfer that they stop, put where it belongs: at its item, or below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.core.wording import Wording, embedded, isolated
from app.rules.verdicts import Verdict


@dataclass
class Refusals:
    """Sentences by the title of the item they are about, and those about the whole event."""

    at_items: dict[str, list[str]] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)


def refusals(say: Wording, problems: Iterable[Verdict], items: Iterable[str]) -> Refusals:
    """Sort the problems that stop a draft; `items` are the titles on the list."""
    sorted_out = Refusals({title: [] for title in items})
    for problem in problems:
        if problem.stops:
            item = str(problem.values.get("item", ""))
            place = sorted_out.at_items.get(item, sorted_out.whole)
            sentence = words_of(say, problem)
            if sentence not in place:
                place.append(sentence)
    return sorted_out


def words_of(say: Wording, problem: Verdict) -> str:
    """A rule's number, what it says, and what to do."""
    values = {
        name: isolated(value) if isinstance(value, int) else embedded(value)
        for name, value in problem.values.items()
    }
    sentence, hint = say(problem.message, **values), say(problem.hint, **values)
    return f"{isolated(problem.rule)}: {sentence} {hint}"
