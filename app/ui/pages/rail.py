"""The places of the rail, in the order in which a day needs them.

There are eleven with the map and the exchange: more would not fit on a small screen, and nobody
would find them.
"""

from __future__ import annotations

from app.ui.pages import conflicts, settings, today
from app.ui.pages.records import records_place
from app.ui.places import Place

TODAY = Place("today", "Today", "calendar-days", today.today_page)
RECORDS = (
    records_place("sites", "Sites", "map-pin", "Sites"),
    records_place("hazards", "Hazards", "triangle-alert", "Hazards"),
    records_place("remains", "Remains", "bone", "Remains"),
    records_place("custody", "Custody", "package", "Custody", "Handovers"),
    records_place("photos", "Photos, diary", "camera", "Photos", "Diary"),
    records_place("people", "People", "users", "Operation", first="person"),
)
CONFLICTS = Place("conflicts", "Conflicts", "git-merge", conflicts.conflicts_page)
SETTINGS = Place("settings", "Settings", "settings", settings.settings_page)

PLACES = (TODAY, *RECORDS, CONFLICTS, SETTINGS)
