"""The Harris matrix of records: contexts and their relations as they stand, laid out to be shown.

Contexts keep to the order of their graves and numbers, so that a picture reads like the register.
A relation that names a context which has not arrived is drawn all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.models.strata import INVERSE, Context, ContextRelation
from app.rules.harris import Relation
from app.rules.matrix import Box, Line, Matrix, layout

_FROM = {inverse: relation for relation, inverse in INVERSE.items()}


@dataclass(frozen=True, slots=True)
class Stratum:
    """What a picture says of one context; `kind` is a code, `grave` a uid, both may be unknown."""

    uid: str
    number: str
    kind: str = ""
    grave: str = ""
    is_here: bool = True


@dataclass(frozen=True, slots=True)
class Plot:
    """Boxes of one grave that hang together, the uppermost first, and the lines between them."""

    grave: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Stratigraphy:
    """A matrix whose boxes, lines and circles are named by the uids of contexts."""

    matrix: Matrix
    strata: Mapping[str, Stratum]
    relations: tuple[Relation, ...]

    def plots(self) -> list[Plot]:
        """Graves as they show in the picture: each lot of boxes that hang together in it."""
        box_of = {uid: box for box in self.matrix.boxes for uid in box.contexts}
        grave_of = {uid: self.strata[box.contexts[0]].grave for uid, box in box_of.items()}
        inside = [
            line
            for line in self.matrix.lines
            if grave_of[line.upper] and grave_of[line.upper] == grave_of[line.lower]
        ]
        first = {uid: uid for uid in box_of}
        for line in inside:
            one, other = _root(first, line.upper), _root(first, line.lower)
            first[other] = one
        lots: dict[str, list[Box]] = {}
        for box in self.matrix.boxes:
            uid = box.contexts[0]
            if grave_of[uid] and box.is_placed:
                lots.setdefault(_root(first, uid), []).append(box)
        return [
            Plot(
                grave_of[root],
                tuple(sorted(boxes, key=lambda box: (box.top, box.left))),
                tuple(line for line in inside if _root(first, line.upper) == root),
            )
            for root, boxes in lots.items()
        ]

    def seen_from(self, uid: str) -> dict[str, list[str]]:
        """What was recorded of one context: relation, seen from it → numbers of the others."""
        found: dict[str, set[str]] = {}
        for one in self.relations:
            if uid == one.context:
                found.setdefault(one.relation, set()).add(self.strata[one.other].number)
            elif uid == one.other:
                seen = INVERSE.get(one.relation) or _FROM.get(one.relation, one.relation)
                found.setdefault(seen, set()).add(self.strata[one.context].number)
        return {relation: sorted(numbers) for relation, numbers in sorted(found.items())}


def stratigraphy(
    contexts: Iterable[Context],
    relations: Iterable[ContextRelation],
    graves: Mapping[str, str] | None = None,
    *,
    shows_all: bool = False,
) -> Stratigraphy:
    """The matrix of these contexts and all relations that name one of them.

    `graves` are the titles of graves, by uid: contexts of one grave stand together.
    """
    titles = graves or {}
    here = {context.uid: context for context in contexts}
    told = sorted(_told(relations, here))
    named = {uid for one in told for uid in (one.context, one.other)}
    prefix = _prefix([context.number or "" for context in here.values()])
    strata = {uid: _stratum(context, prefix) for uid, context in here.items()}
    strata |= {uid: Stratum(uid, uid[:8], is_here=False) for uid in named - here.keys()}
    ordered = sorted(
        strata.values(),
        key=lambda one: (titles.get(one.grave, ""), len(one.number), one.number, one.uid),
    )
    rank = {one.uid: f"{at:06}" for at, one in enumerate(ordered)}
    ranked = [Relation(rank[one.context], one.relation, rank[one.other]) for one in told]
    matrix = layout(rank.values(), ranked, shows_all=shows_all)
    uids = [one.uid for one in ordered]
    return Stratigraphy(_named(matrix, uids), MappingProxyType(strata), tuple(told))


def _root(first: dict[str, str], uid: str) -> str:
    while first[uid] != uid:
        first[uid] = uid = first[first[uid]]
    return uid


def _told(relations: Iterable[ContextRelation], here: Mapping[str, Context]) -> set[Relation]:
    return {
        Relation(one.context, one.relation, one.other_context)
        for one in relations
        if one.context and one.relation and one.other_context and not one.is_withdrawn
        if one.context in here or one.other_context in here
    }


def _prefix(numbers: list[str]) -> str:
    """The site's code, where all numbers begin with it: in a picture of one site it goes unsaid."""
    heads = {number.partition("-")[0] for number in numbers if "-" in number}
    return f"{heads.pop()}-" if len(heads) == 1 else ""


def _stratum(context: Context, prefix: str) -> Stratum:
    number = (context.number or context.uid[:8]).removeprefix(prefix)
    return Stratum(context.uid, number, context.context_kind or "", context.grave or "")


def _named(matrix: Matrix, uids: list[str]) -> Matrix:
    """The same drawing under the uids of its contexts."""

    def uid(rank: str) -> str:
        return uids[int(rank)]

    return replace(
        matrix,
        boxes=tuple(replace(box, contexts=tuple(map(uid, box.contexts))) for box in matrix.boxes),
        lines=tuple(
            replace(line, upper=uid(line.upper), lower=uid(line.lower)) for line in matrix.lines
        ),
        circles=tuple(tuple(map(uid, circle)) for circle in matrix.circles),
        beside=tuple(
            Relation(uid(one.context), one.relation, uid(one.other)) for one in matrix.beside
        ),
    )
