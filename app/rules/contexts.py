"""What holds between contexts: time goes one way, a skeleton is one, and a fill fills one hole."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.remains import RemainsCase
from app.models.strata import Context, ContextRelation
from app.rules.declared import rule
from app.rules.harris import SAME, Relation, circle_through
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, Supposing, found, naming, title

_FILLING = frozenset({"FILLS", "FILLED_BY"})


@rule(
    "BR-23",
    levels=(Level.BLOCK,),
    at="relation of contexts",
    test="test_contexts.py::test_no_context_is_later_than_itself",
)
def time_goes_one_way(draft: ContextRelation, records: Records) -> Iterator[Verdict]:
    """No context is later than itself, by however many steps."""
    if draft.is_withdrawn or not (draft.context and draft.other_context and draft.relation):
        return
    told = Relation(draft.context, draft.relation, draft.other_context)
    then = Supposing(records, draft)
    if not _leads_back(told, then):
        return
    if circle := circle_through(told, _around(told, then)):
        yield Verdict(
            "BR-23",
            Level.BLOCK,
            "These contexts would be later than themselves: {contexts}.",
            "Look at the profile again. One of the relations between them is the wrong way round.",
            field="other_context",
            values={"contexts": " > ".join(title(records, uid) for uid in (*circle, circle[0]))},
        )


@rule(
    "BR-23",
    levels=(Level.BLOCK,),
    at="relation of contexts",
    test="test_contexts.py::test_one_fill_fills_one_cut",
)
def a_fill_fills_one_cut(draft: ContextRelation, records: Records) -> Iterator[Verdict]:
    """What fills is a fill, what it fills is a cut, and it fills no other."""
    if draft.relation not in _FILLING or draft.is_withdrawn:
        return
    fill, cut = _fill_and_cut(draft)
    for uid, kind, field in ((fill, "FILL", "context"), (cut, "CUT", "other_context")):
        context = found(records, Context, uid)
        if context is not None and context.context_kind not in {None, kind}:
            yield Verdict(
                "BR-23",
                Level.BLOCK,
                "A fill fills a cut; {context} is neither of the two that are meant.",
                "Correct the kind of the context, or choose another relation.",
                field=field,
                values={"context": context.title},
            )
    then = Supposing(records, draft)
    cuts = {
        other
        for field in ("context", "other_context")
        for relation in naming(then, ContextRelation, field, fill or "")
        if relation.relation in _FILLING and _fill_and_cut(relation)[0] == fill
        for other in [_fill_and_cut(relation)[1]]
        if other
    }
    if fill and len(cuts) > 1:
        yield Verdict(
            "BR-23",
            Level.BLOCK,
            "{context} would fill more than one cut.",
            "One fill fills one cut. What lies in the other is a context of its own.",
            field="other_context",
            values={"context": title(records, fill)},
        )


@rule(
    "BR-23",
    levels=(Level.BLOCK,),
    at="remains",
    test="test_contexts.py::test_a_skeleton_is_one_case_unless_it_lay_mixed",
)
def a_skeleton_is_one_case(draft: RemainsCase, records: Records) -> Iterator[Verdict]:
    """The context of a skeleton belongs to one case, unless it is a commingled group."""
    context = found(records, Context, draft.skeleton_context)
    if context is None or draft.is_withdrawn:
        return
    values = {"context": context.title}
    if context.context_kind not in {None, "SKEL"}:
        yield Verdict(
            "BR-23",
            Level.BLOCK,
            "{context} is no context of a skeleton.",
            "Choose the context of kind skeleton, or leave the field empty.",
            field="skeleton_context",
            values=values,
        )
    cases = list(naming(Supposing(records, draft), RemainsCase, "skeleton_context", context.uid))
    if len(cases) > 1 and any(case.case_type != "CG" for case in cases):
        yield Verdict(
            "BR-23",
            Level.BLOCK,
            "The skeleton {context} belongs to another case already.",
            "One skeleton is one case. What lay mixed is numbered as a commingled group.",
            field="skeleton_context",
            values=values,
        )


def _leads_back(told: Relation, records: Records) -> bool:
    """Whether a way down leads from the one to the other: most often none does, and this is all."""
    if told.order is not None:
        later, earlier = told.order
        return later == earlier or later in _down_from(earlier, records)
    return told.relation == SAME


def _down_from(context: str, records: Records) -> set[str]:
    """The contexts that are earlier than one, or the same."""
    reached, seen = [context], {context}
    for uid in reached:  # grows meanwhile
        for relation in _relations_of(uid, records):
            order = relation.order or (uid, uid)
            if relation.relation == SAME:
                below = {relation.context, relation.other}
            else:
                below = {order[1]} if order[0] == uid else set()
            reached += sorted(below - seen)
            seen |= below
    return seen


def _around(told: Relation, records: Records) -> set[Relation]:
    """All relations that hang together with this one."""
    reached = [told.context, told.other]
    seen = set(reached)
    relations = set()
    for uid in reached:  # grows meanwhile
        for relation in _relations_of(uid, records):
            relations.add(relation)
            ends = {relation.context, relation.other}
            reached += sorted(ends - seen)
            seen |= ends
    return relations


def _relations_of(context: str, records: Records) -> Iterator[Relation]:
    for field in ("context", "other_context"):
        for one in records.referring(ContextRelation.kind, field, context):
            if (
                isinstance(one, ContextRelation)
                and not one.is_withdrawn
                and one.context
                and one.other_context
                and one.relation
            ):
                yield Relation(one.context, one.relation, one.other_context)


def _fill_and_cut(relation: ContextRelation) -> tuple[str | None, str | None]:
    if relation.relation == "FILLED_BY":
        return relation.other_context, relation.context
    return relation.context, relation.other_context
