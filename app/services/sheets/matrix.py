"""Gathering the Harris matrix of a site for a form."""

from __future__ import annotations

from collections.abc import Iterable

from app.models.sites import Grave
from app.models.strata import Context, ContextRelation
from app.reports.matrix import SiteMatrix
from app.rules.stratigraphy import stratigraphy
from app.rules.world import Records, every, naming
from app.services.sheets.terms import Terms


def site_matrix(
    records: Records, site: str, terms: Terms, *, shows_all: bool = False
) -> SiteMatrix:
    """The matrix of all contexts of a site that are not withdrawn."""
    contexts = [one for one in naming(records, Context, "site", site) if not one.is_withdrawn]
    return _shown(contexts, records, terms, shows_all=shows_all)


def _shown(
    contexts: Iterable[Context], records: Records, terms: Terms, *, shows_all: bool
) -> SiteMatrix:
    graves = {grave.uid: grave.title for grave in every(records, Grave, include_withdrawn=True)}
    relations = every(records, ContextRelation)
    picture = stratigraphy(contexts, relations, graves, shows_all=shows_all)
    field = Context.fields["context_kind"]
    kinds = {one.kind for one in picture.strata.values()} - {""}
    short = {uid: title.rpartition("-")[2] for uid, title in graves.items()}
    return SiteMatrix(picture, {kind: terms.code(field, kind) for kind in kinds}, short)
