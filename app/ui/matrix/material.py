"""What a picture of the matrix is made from, read and laid out beside the window.

A context shows the matrix of its site, a site its own; a grave shows its contexts and those that
they touch, so that it can be read without its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.models.record import Record
from app.models.sites import Grave, Site
from app.models.strata import Context, ContextRelation
from app.rules.harris import SAME, Relation, units_of
from app.rules.stratigraphy import Stratigraphy, stratigraphy
from app.ui.actions import Actions

_BESIDE = frozenset({"ABUTS", "CONTAINS", "WITHIN"})  # they say nothing of time


@dataclass(frozen=True, slots=True)
class Scope:
    """The contexts in view: those of one site, or of one grave."""

    kind: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A picture, and what its graves are called."""

    picture: Stratigraphy
    graves: dict[str, str]


def scope_of(record: Record | None) -> Scope:
    """What is shown beside a record."""
    if isinstance(record, Context):
        return Scope(Site.kind, record.site or "")
    if isinstance(record, Grave | Site):
        return Scope(record.kind, record.uid)
    return Scope()


def gathered(actions: Actions, scope: Scope, *, shows_all: bool) -> Material:
    """The picture of a scope, as the records stand now."""
    contexts = [one for one in actions.list_records(Context.kind) if isinstance(one, Context)]
    relations = [
        one
        for one in actions.list_records(ContextRelation.kind)
        if isinstance(one, ContextRelation)
    ]
    if scope.kind == Grave.kind:
        own = {one.uid for one in contexts if one.grave == scope.uid}
        own |= _same(own, relations)
        touching = [
            one
            for one in relations
            if {one.context, one.other_context} & own and one.relation not in _BESIDE
        ]
        near = own | {one.context for one in touching} | {one.other_context for one in touching}
        relations = [one for one in relations if {one.context, one.other_context} <= near]
        contexts = [one for one in contexts if one.uid in near]
    else:
        contexts = [one for one in contexts if (one.site or "") == scope.uid]
    titles = actions.titles([Grave.kind])
    picture = stratigraphy(contexts, relations, titles, shows_all=shows_all)
    return Material(picture, {uid: title.rpartition("-")[2] for uid, title in titles.items()})


def _same(own: set[str], relations: Iterable[ContextRelation]) -> set[str]:
    """The contexts that are the same as some of these, under whatever number."""
    told = [
        Relation(one.context, SAME, one.other_context)
        for one in relations
        if one.relation == SAME and one.context and one.other_context
    ]
    units = units_of(own, told)
    found = {units[uid] for uid in own}
    return {uid for uid, unit in units.items() if unit in found}
