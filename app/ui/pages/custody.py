"""Custody: containers, seals, places, and the events that say who held what."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.custody.timeline import CustodyTimeline
from app.ui.pages.tabs import TabbedPage
from app.ui.panels import Extra
from app.ui.workbench import Workbench

KINDS = ("container", "seal", "custody_event", "storage_place", "storage_facility")
CUSTODY = Extra("Custody", CustodyTimeline)


def custody_page(bench: Workbench) -> QWidget:
    """Containers with their custody, and the registers around them."""
    return TabbedPage(bench.say("Custody"), KINDS, bench, {"container": (CUSTODY,)})
