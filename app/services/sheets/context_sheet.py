"""Gathering the sheet of one context (F3): as seen, with what lies around it and came out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from app.core.wording import isolated
from app.models.codes import CodeList
from app.models.documents import Document
from app.models.fields import Field, Sensitivity, Stage
from app.models.finds import Artefact, Sample
from app.models.media import Photo
from app.models.record import Record
from app.models.remains import RemainsCase
from app.models.sites import Site
from app.models.strata import INVERSE, Context, ContextRelation
from app.models.survey import SurveyPoint
from app.reports.chapters import (
    Chapter,
    Drawn,
    Fact,
    Facts,
    Said,
    Signing,
    Table,
    plain,
    strong,
)
from app.reports.context_sheet import CODE, TEMPLATE_VERSION, ContextSheet, boxed_apart
from app.reports.matrix_paper import Cell
from app.reports.press import Cover
from app.reports.surroundings import Neighbour, Surroundings, surroundings_items
from app.reports.words import Tongues, Words, listed
from app.rules.check_characters import with_check
from app.rules.completeness import missing
from app.rules.harris import EARLIER, LATER, SAME
from app.rules.world import Remembering, naming
from app.services.desk import Desk
from app.services.sheets.changes import Changes
from app.services.sheets.evidence import attachment, own_lines, record_head
from app.services.sheets.issue import Issue
from app.services.sheets.terms import Terms
from app.services.sheets.values import Values
from app.store.transactions import View

_LEVELS = CodeList("sensitivity")
_LABEL_OF_INVERSE = {inverse: relation for relation, inverse in INVERSE.items()}

_ABOUT = ("context_kind", "site", "work_area", "grave", "occurred_at", "dug_from", "dug_to",
          "excavated_by", "dig_method")  # fmt: skip
_SIZE = ("length_m", "width_m", "depth_m", "azimuth_deg", "level_top_m", "level_base_m")
_DRAWINGS = ("plan_no", "plan_scale", "section_no")
_CHECK = ("checked_by", "checked_at")
_APART = frozenset({"number", "other_numbers", "description", "interpretation"})


class ContextSheetMaker:
    """One context's sheet, gathered within one view of the store."""

    def __init__(self, desk: Desk, view: View, context: Context, say: Tongues) -> None:
        self._records = Remembering(view.records)
        self._view = view
        self._context = context
        self._say = say
        self._terms = Terms(self._records, say)
        self._values = Values(self._terms)
        self._issue = Issue(desk, view, self._records, self._terms)
        self._changes = Changes(view, context, self._terms)
        self._wanted = {gap.field for gap in missing(context, Stage.FINAL)}

    def sheet(self) -> ContextSheet:
        """All that the sheet shows."""
        context, say = self._context, self._say
        site = self._terms.record(context.site)
        lines = own_lines(self._view, context)
        disputes = tuple(self._changes.disputes())
        number = context.number or context.uid[:8]
        cover = Cover(
            code=CODE,
            version=TEMPLATE_VERSION,
            number=isolated(with_check(number)),
            organisation=self._issue.organisation(),
            operation=self._issue.operation_code,
            site=(site.number or "") if site else "",
            sensitivity=say(_LEVELS.label(Sensitivity.C2.name)),
            printing=self._issue.printing(record_head(lines)),
            hazard=self._issue.hazard(site if isinstance(site, Site) else None),
            withdrawn=self._issue.withdrawn(context),
            disputes=len(disputes),
            is_draft=not (context.is_final or context.is_withdrawn),
            is_practice=self._issue.is_practice,
            attachment=attachment((context, *self._relations()), lines),
            attachment_name=number,
        )
        chapters = (
            Chapter(say("Context"), (Facts(tuple(self._facts(_ABOUT))),)),
            Chapter(say("Description"), (Facts(tuple(self._described())),)),
            Chapter(say("Dimensions and levels"), (Facts(tuple(self._facts(_SIZE))),)),
            Chapter(say("Relations"), (Drawn(tuple(surroundings_items(self._around(), say))),)),
            self._found(),
            self._meaning(),
            self._signatures(),
        )
        amendments = tuple(self._changes.amendments())
        return ContextSheet(cover, number, context.uid, chapters, disputes, amendments)

    # --- chapters -------------------------------------------------------------------------------

    def _facts(self, names: Iterable[str]) -> Iterator[Fact]:
        for name in names:
            field = Context.fields[name]
            yield Fact(self._say(field.label), self._told(field))

    def _told(self, field: Field[Any]) -> tuple[Words, ...]:
        return self._values.of(field, self._context.values.get(field.name))

    def _described(self) -> Iterator[Fact]:
        """The description, then what is said of this kind of context, or still has to be."""
        yield from self._facts(("description",))
        told = {*_ABOUT, *_SIZE, *_DRAWINGS, *_CHECK, *_APART}
        for name, field in Context.fields.items():
            is_seen = field.section == Context.composition.section and name not in told
            if is_seen and (self._context.values.get(name) is not None or name in self._wanted):
                yield Fact(self._say(field.label), self._told(field))

    def _around(self) -> Surroundings:
        this = self._context
        found: dict[str, list[Neighbour]] = {"later": [], "earlier": [], "beside": [], "same": []}
        for one in self._relations():
            is_first = one.context == this.uid
            other = one.other_context if is_first else one.context
            relation = one.relation or ""
            if not is_first:
                relation = INVERSE.get(relation) or _LABEL_OF_INVERSE.get(relation, relation)
            place = "beside"
            if relation in LATER:
                place = "earlier"
            elif relation in EARLIER:
                place = "later"
            elif relation == SAME:
                place = "same"
            word = self._terms.code(ContextRelation.relation, relation)
            found[place].append(Neighbour(self._cell(other), word))
        ordered = {
            place: tuple(sorted(set(some), key=lambda one: (one.cell.number, str(one.relation))))
            for place, some in found.items()
        }
        return Surroundings(
            self._cell(this.uid),
            tuple(one.cell for one in ordered["same"]),
            ordered["later"],
            ordered["earlier"],
            ordered["beside"],
        )

    def _cell(self, uid: str | None) -> Cell:
        context = self._terms.record(uid)
        if not isinstance(context, Context):
            return Cell((uid or "")[:8], "", self._say("not here yet"))
        kind = context.context_kind or ""
        number = context.number or context.uid[:8]
        own = (self._context.number or "").partition("-")[0]
        word = self._terms.label(context, "context_kind") or self._say("kind not said")
        return Cell(number.removeprefix(f"{own}-") if own else number, kind, word)

    def _relations(self) -> list[ContextRelation]:
        both = (
            naming(self._records, ContextRelation, field, self._context.uid)
            for field in ("context", "other_context")
        )
        return [one for one in chain(*both) if not one.is_withdrawn]

    def _found(self) -> Chapter:
        say, uid = self._say, self._context.uid
        kinds: tuple[tuple[type[Record], tuple[str, ...]], ...] = (
            (RemainsCase, ("skeleton_context", "fill_context")),
            (Artefact, ("context",)),
            (Sample, ("context",)),
            (SurveyPoint, ("target",)),
            (Photo, ("subjects",)),
            (Document, ("subjects",)),
        )
        rows = []
        for kind, fields in kinds:
            records = {
                one.uid: one
                for field in fields
                for one in self._records.referring(kind.kind, field, uid)
                if not one.is_withdrawn
            }
            numbers = sorted(one.number or one.uid[:8] for one in records.values())
            rows.append(
                (
                    strong(say(kind.plural)),
                    plain(isolated(len(numbers))),
                    plain(isolated(", ".join(numbers)) if numbers else ""),
                )
            )
        heads = (say("Kind"), say("Count"), say("Numbers"))
        listed_ = Table((1.4, 0.5, 3.6), heads, tuple(rows), is_tight=True)
        facts = Facts(tuple(self._facts(_DRAWINGS)))
        return Chapter(say("Finds, samples, photos and plans"), (facts, listed_))

    def _meaning(self) -> Chapter:
        say = self._say
        told = Said(say("What it may mean, kept apart from what was seen."))
        box = Drawn((boxed_apart(self._context.interpretation or ""),))
        return Chapter(say("Interpretation"), (told, box))

    def _signatures(self) -> Chapter:
        say, terms, context = self._say, self._terms, self._context
        diggers = [terms.person(uid) for uid in context.excavated_by or ()]
        dug = say("Excavated by: {names}", names=listed(say, diggers) if diggers else "—")
        checker = terms.person(context.checked_by) if context.checked_by else "—"
        checked = say("Checked by: {names}", names=listed(say, [checker]))
        when = Facts(tuple(self._facts(("checked_at",))))
        return Chapter(say("Signatures"), (when, Signing((dug, checked))))
