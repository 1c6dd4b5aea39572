"""The places of the rail, in the order in which a day needs them."""

from __future__ import annotations

from app.ui.pages.hazards import KINDS as HAZARD_KINDS
from app.ui.pages.hazards import hazards_page
from app.ui.pages.sites import KINDS as SITE_KINDS
from app.ui.pages.sites import sites_page
from app.ui.places import Place

PLACES = (
    Place("sites", "Sites", "map-pin", sites_page, SITE_KINDS),
    Place("hazards", "Hazards", "triangle-alert", hazards_page, HAZARD_KINDS),
)
