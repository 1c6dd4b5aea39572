"""The places of the rail, in the order in which a day needs them."""

from __future__ import annotations

from app.ui.pages import (
    conflicts,
    custody,
    diary,
    handovers,
    hazards,
    people,
    photos,
    remains,
    settings,
    sites,
    today,
)
from app.ui.places import Place

TODAY = Place("today", "Today", "calendar-days", today.today_page)
RECORDS = (
    Place("sites", "Sites", "map-pin", sites.sites_page, sites.KINDS),
    Place("hazards", "Hazards", "triangle-alert", hazards.hazards_page, hazards.KINDS),
    Place("remains", "Remains", "bone", remains.remains_page, remains.KINDS),
    Place("custody", "Custody", "package", custody.custody_page, custody.KINDS),
    Place("handovers", "Handovers", "file-text", handovers.handovers_page, handovers.KINDS),
    Place("photos", "Photos", "camera", photos.photos_page, photos.KINDS),
    Place("diary", "Diary", "pencil", diary.diary_page, diary.KINDS),
    Place("people", "People", "users", people.people_page, people.KINDS),
)
CONFLICTS = Place("conflicts", "Conflicts", "git-merge", conflicts.conflicts_page)
SETTINGS = Place("settings", "Settings", "settings", settings.settings_page)

PLACES = (TODAY, *RECORDS, CONFLICTS, SETTINGS)
