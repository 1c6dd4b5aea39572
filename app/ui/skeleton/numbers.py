"""The people that the bones are of, at least, in words beside the chart; and hints to look again.

The number is computed and never typed over. It says of what it is the number, which bone needs it,
and when it was worked out. No hint says who anybody is, nor that two bones are of one person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.wording import Wording, embedded, isolated
from app.rules.commingling import Nearby
from app.rules.counting_words import bone_words, by_pairs, explanation, sign_words
from app.rules.scopes import Count, Scope
from app.services.individuals import Individuals
from app.ui.labels import Label
from app.ui.shown import clock_time
from app.ui.theme import GRID


class IndividualsView(QWidget):
    """The numbers from the narrowest scope to the widest."""

    def __init__(self, say: Wording) -> None:
        super().__init__()
        self._say = say
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID // 2)
        self.lines: list[Label] = []

    def show_numbers(self, told: Individuals | None) -> None:
        """Show other numbers, or none."""
        for label in self.lines:
            self._column.removeWidget(label)
            label.deleteLater()
        self.lines = [] if told is None else [self._label(*one) for one in self._texts(told)]

    def _label(self, text: str, role: str) -> Label:
        label = Label(text, role, wraps=True, parent=self)
        self._column.addWidget(label)
        return label

    def _texts(self, told: Individuals) -> Iterable[tuple[str, str]]:
        say = self._say
        yield say("Individuals, at least"), "section"
        for count in told.counts:
            yield in_short(say, count), "chosen"
            yield explanation(say, isolated, count.minimum), "small"
            for pairing in count.pairings:
                yield by_pairs(say, isolated, pairing), "small"
        yield (
            say(
                "Worked out at {time} from what is marked. It is a minimum, and no identification.",
                time=clock_time(told.at),
            ),
            "small",
        )
        hints = [
            *(" ".join(sign_words(say, isolated, sign)) for sign in told.signs),
            *(near_words(say, near) for near in told.nearby),
        ]
        if hints:
            yield say("Look again"), "section"
        for hint in dict.fromkeys(hints):
            yield hint, "small"


def in_short(say: Wording, count: Count) -> str:
    """The number of one scope, in a line."""
    people, name = isolated(count.minimum.people), embedded(count.name)
    sentences: dict[Scope, Callable[[], str]] = {
        Scope.CASE: lambda: say("This case {name}: at least {people}", name=name, people=people),
        Scope.CONTEXT: lambda: say("Context {name}: at least {people}", name=name, people=people),
        Scope.GRAVE: lambda: say("Grave {name}: at least {people}", name=name, people=people),
        Scope.SITE: lambda: say("Site {name}: at least {people}", name=name, people=people),
    }
    return sentences[count.scope]()


def near_words(say: Wording, near: Nearby) -> str:
    """A bone that is missing here, and where the nearest one like it lay."""
    return say(
        "{bone} is absent here. The nearest one recorded elsewhere lay {metres} m away, in {case}. "
        "Lying near says nothing of whose it is.",
        bone=bone_words(say, near.missing.bone, near.missing.side),
        metres=isolated(f"{near.distance_m:.1f}"),
        case=isolated(near.other.case),
    )
