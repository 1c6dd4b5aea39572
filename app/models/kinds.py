"""All kinds of record, in the order of the chapters in which people meet them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.models.clearance import ClearanceCertificate, ClearanceTask, HazardOverride
from app.models.containers import Container, Seal, StorageFacility, StoragePlace
from app.models.custody import CustodyEvent
from app.models.days import Attendance, DiaryEntry
from app.models.documents import Document
from app.models.elements import Element
from app.models.finds import Artefact, Sample
from app.models.handovers import HandoverCeremony, HandoverList
from app.models.hazards import Hazard
from app.models.links import CaseLink
from app.models.margins import MarginNote
from app.models.media import Photo
from app.models.operations import (
    NumberBook,
    Operation,
    Organisation,
    Person,
    RoleAssignment,
    Team,
)
from app.models.record import Record
from app.models.registers import NumberRegister
from app.models.remains import RemainsCase
from app.models.safety import ExplosiveAccident, SafetyBriefing
from app.models.sightings import HazardObservation
from app.models.sites import Grave, Site
from app.models.stock import Discrepancy, StockCount
from app.models.strata import Context, ContextRelation, WorkArea
from app.models.survey import SurveyControl, SurveyPoint
from app.models.templates import Template

KINDS: tuple[type[Record], ...] = (
    Site,
    Grave,
    WorkArea,
    Context,
    ContextRelation,
    SurveyControl,
    SurveyPoint,
    Hazard,
    HazardObservation,
    ClearanceTask,
    ClearanceCertificate,
    HazardOverride,
    SafetyBriefing,
    ExplosiveAccident,
    RemainsCase,
    Element,
    CaseLink,
    Artefact,
    Sample,
    Container,
    Seal,
    CustodyEvent,
    StorageFacility,
    StoragePlace,
    StockCount,
    Discrepancy,
    HandoverList,
    HandoverCeremony,
    Photo,
    Document,
    DiaryEntry,
    Attendance,
    MarginNote,
    Operation,
    Organisation,
    Team,
    Person,
    RoleAssignment,
    NumberBook,
    NumberRegister,
    Template,
)

KIND: Mapping[str, type[Record]] = MappingProxyType({kind.kind: kind for kind in KINDS})
CHAPTERS: tuple[str, ...] = tuple(dict.fromkeys(kind.chapter for kind in KINDS))
