"""A site as a team digs it: graves of three bodies each under one topsoil, as records."""

from __future__ import annotations

from app.models.strata import Context, ContextRelation

_KINDS = ("FILL", "SKEL", "SKEL", "SKEL", "CUT")


def ground(graves: int = 3) -> tuple[list[Context], list[ContextRelation], dict[str, str]]:
    """Contexts, relations and the titles of graves; the last grave holds a structure."""
    contexts: list[Context] = []
    relations: list[ContextRelation] = []

    def add(kind: str, grave: str = "") -> str:
        uid = f"context-{len(contexts) + 1:04}"
        number = f"SNJ03-CA{len(contexts) + 1:04}"
        values = {"number": number, "context_kind": kind, "site": "site"}
        contexts.append(Context(uid, values | ({"grave": grave} if grave else {})))
        return uid

    def tell(later: str, relation: str, earlier: str) -> None:
        uid = f"relation-{len(relations) + 1:04}"
        values = {"context": later, "relation": relation, "other_context": earlier}
        relations.append(ContextRelation(uid, values))

    topsoil, natural = add("LAYER"), add("SURF")
    for grave in range(graves):
        fill, one, two, three, cut = (add(kind, f"grave-{grave}") for kind in _KINDS)
        tell(topsoil, "ABOVE", fill)
        for body in (one, two, three):
            tell(fill, "ABOVE", body)
            tell(body, "ABOVE", cut)
        tell(one, "ABOVE", two)
        tell(fill, "FILLS", cut)
        tell(cut, "CUTS", natural)
        tell(topsoil, "ABOVE", natural)
    wall, pipe = add("STRUCT"), add("INTR")
    tell(pipe, "CUTS", wall)
    tell(wall, "ABUTS", contexts[2].uid)
    same = add("LAYER")
    tell(topsoil, "EQ", same)
    add("LAYER")
    return contexts, relations, {f"grave-{grave}": f"G{grave + 1:02}" for grave in range(graves)}
