"""The pages of records, made from the declarations: each kind stands under its chapter's page.

A kind that is declared has its tab here, and needs nothing more. Only what does more than list and
form is named: custody beside what changes hands, pictures above photos, and lists of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from PySide6.QtWidgets import QWidget

from app.models.clearance import ClearanceCertificate, ClearanceTask
from app.models.containers import Container
from app.models.custody import ITEM_KINDS, CustodyEvent
from app.models.finds import Artefact
from app.models.hazards import Hazard
from app.models.kinds import KINDS
from app.models.margins import MarginNote
from app.models.media import Photo
from app.models.operations import NumberBook, Operation
from app.models.remains import RemainsCase
from app.models.sites import Grave, Site
from app.models.strata import Context
from app.models.survey import SurveyControl, SurveyPoint
from app.models.templates import Template
from app.ui.clearance.ground import GROUND
from app.ui.clearance.pages import CertificatePage, HazardPage
from app.ui.clearance.reach import REACH
from app.ui.clearance.releases import RELEASES, TASK
from app.ui.map.grave_plan import GravePlanPanel
from app.ui.matrix.panel import MatrixPanel
from app.ui.page import RecordPage
from app.ui.pages.custody import CUSTODY, EventPage
from app.ui.pages.given import GivenPage
from app.ui.pages.margins import MarginPage
from app.ui.pages.photos import PICTURE, PhotoPage
from app.ui.pages.survey import PlacesPage
from app.ui.pages.tabs import TabbedPage
from app.ui.pages.templates import FILLED_IN
from app.ui.panels import Extra
from app.ui.places import MATRIX, Place
from app.ui.skeleton.panel import INDIVIDUALS, SKELETON
from app.ui.workbench import Workbench

_PAGES: Mapping[str, type[RecordPage]] = MappingProxyType(
    {
        ClearanceCertificate.kind: CertificatePage,
        CustodyEvent.kind: EventPage,
        Hazard.kind: HazardPage,
        **dict.fromkeys((Site.kind, Grave.kind, SurveyControl.kind, SurveyPoint.kind), PlacesPage),
        MarginNote.kind: MarginPage,
        NumberBook.kind: GivenPage,
        Operation.kind: GivenPage,
        Photo.kind: PhotoPage,
        Template.kind: GivenPage,
    }
)
_HARRIS = Extra(MATRIX, MatrixPanel)
_SURVEYED = Extra("Plan", GravePlanPanel)
_EXTRAS: Mapping[str, tuple[Extra, ...]] = MappingProxyType(
    {
        **dict.fromkeys(ITEM_KINDS, (CUSTODY,)),
        **dict.fromkeys((Artefact.kind, Container.kind), (GROUND, CUSTODY)),
        **dict.fromkeys((SurveyControl.kind, SurveyPoint.kind), (GROUND,)),
        **dict.fromkeys((Site.kind, Context.kind), (_HARRIS,)),
        Grave.kind: (GROUND, _HARRIS, INDIVIDUALS, _SURVEYED),
        RemainsCase.kind: (GROUND, CUSTODY, SKELETON),
        ClearanceCertificate.kind: (RELEASES,),
        ClearanceTask.kind: (TASK,),
        Hazard.kind: (REACH,),
        Photo.kind: (PICTURE,),
        Template.kind: (FILLED_IN,),
    }
)


def records_place(name: str, word: str, icon: str, *chapters: str, first: str = "") -> Place:
    """The place of all kinds of these chapters, in the order of the declarations.

    The tab of the kind `first` comes before the others.
    """
    declared = [kind.kind for chapter in chapters for kind in KINDS if kind.chapter == chapter]
    kinds = tuple(sorted(declared, key=lambda kind: kind != first))
    return Place(name, word, icon, partial(_page, word, kinds), kinds)


def _page(word: str, kinds: tuple[str, ...], bench: Workbench) -> QWidget:
    return TabbedPage(bench.say(word), kinds, bench, _EXTRAS, _PAGES)
