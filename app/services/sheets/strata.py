"""The strata in the site report: the Harris matrix, and the relations that it is drawn from."""

from __future__ import annotations

from app.core.wording import isolated
from app.reports.chapters import Chapter, Drawn, Part, Said, Table, plain, strong
from app.reports.matrix import matrix_block
from app.services.sheets.matrix import site_matrix
from app.services.sheets.site_facts import SiteFacts


def strata_chapter(facts: SiteFacts) -> Chapter:
    """The picture, and below it what was seen between two contexts."""
    say, terms = facts.say, facts.terms
    title = say("Harris matrix")
    if not facts.contexts:
        return Chapter(title, (Said(say("No context is recorded.")),))
    shown = site_matrix(facts.records, facts.site.uid, terms)
    parts: list[Part] = [Drawn(tuple(matrix_block(shown, say)))]
    if facts.relations:
        heads = (say("Context"), say("Relation"), say("Other context"), say("Seen in"))
        rows = tuple(
            (
                strong(isolated(terms.title(one.context))),
                plain(terms.label(one, "relation")),
                strong(isolated(terms.title(one.other_context))),
                plain(one.seen_in or ""),
            )
            for one in facts.relations
        )
        parts.append(Table((1, 1.2, 1, 2), heads, rows, is_tight=True))
    return Chapter(title, tuple(parts))
