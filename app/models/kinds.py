"""All kinds of record, in the order of the chapters in which people meet them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.models.clearance import ClearanceCertificate, ClearanceTask, HazardOverride
from app.models.containers import Container, Seal, StorageFacility, StoragePlace
from app.models.custody import CustodyEvent
from app.models.hazards import Hazard
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
from app.models.remains import RemainsCase
from app.models.sites import Grave, Site
from app.models.survey import SurveyControl, SurveyPoint

KINDS: tuple[type[Record], ...] = (
    Site,
    Grave,
    SurveyControl,
    SurveyPoint,
    Hazard,
    ClearanceTask,
    ClearanceCertificate,
    HazardOverride,
    RemainsCase,
    Container,
    Seal,
    CustodyEvent,
    StorageFacility,
    StoragePlace,
    Photo,
    Operation,
    Organisation,
    Team,
    Person,
    RoleAssignment,
    NumberBook,
)

KIND: Mapping[str, type[Record]] = MappingProxyType({kind.kind: kind for kind in KINDS})
CHAPTERS: tuple[str, ...] = tuple(dict.fromkeys(kind.chapter for kind in KINDS))
