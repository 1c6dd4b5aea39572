"""Three days of looking and clearing: hazards are reported, and one is cleared."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.models.hazards import Evidence
from app.models.signatures import Signature
from app.services.desk import Desk
from app.services.practice import places
from app.services.practice.camera import Camera, Shot
from app.services.practice.founding import Desks
from app.services.practice.scene import Scene
from app.services.recording import DraftRejectedError

CLEARED_DEPTH_M = Decimal("2.00")

_REPORT: Mapping[str, object] = {
    "contact": "Radio, channel 4",
    "safe_to_record": True,
    "quantity": 1,
    "cbrn": "NONE",
    "resources_threatened": "The team and the road to the canal.",
    "impact": "Nobody works within the radius.",
    "protective_measures": "Withdrawn, taped off, reported by radio.",
    "info_source": "TEAM",
}


def report_hazards(scene: Scene, desks: Desks) -> None:
    """What each team sees on its first day, recorded from where it stands."""
    scene.clock.turn_to("2026-11-03 07:10+03:00")
    scene.save(
        desks.a,
        "hazard",
        "hazard 1",
        {
            **_REPORT,
            **_reported(scene, "A1"),
            "site": scene["site 1"],
            "hazard_class": "ITEM",
            "status": "OPEN",
            "observer_position": places.averaged(places.OBSERVER_1),
            "bearing_deg": 40,
            "distance_m": Decimal(35),
            "device_category": "UXO-M",
            "certainty": "SEEN",
            "description": "Mortar bomb, tail up, half in the soil.",
            "depth_m": Decimal("0.10"),
            "priority": "IMMEDIATE",
            "marking": "TAPE",
        },
    )
    scene.save(
        desks.a,
        "hazard",
        "hazard 3",
        {
            **_REPORT,
            **_reported(scene, "A1"),
            "site": scene["site 1"],
            "hazard_class": "ITEM",
            "status": "MARKED",
            "observer_position": places.handheld(places.OBSERVER_3),
            "bearing_deg": 65,
            "distance_m": Decimal(160),
            "exclusion_radius_m": 60,
            "radius_set_by": scene["EOD1"],
            "device_category": "AVM",
            "certainty": "SEEN",
            "description": "Edge of a round case beside the track.",
            "priority": "INDIRECT",
            "marking": "OFFICIAL",
        },
    )
    scene.clock.turn_to("2026-11-03 09:30+03:00")
    scene.save(
        desks.b,
        "hazard",
        "hazard 2",
        {
            **_REPORT,
            **_reported(scene, "B1"),
            "site": scene["site 2"],
            "hazard_class": "SHA",
            "status": "OPEN",
            "observer_position": places.handheld(places.OBSERVER_2),
            "extent": places.area(places.SUSPECTED),
            "device_category": "APM",
            "certainty": "TOLD",
            "description": "Old wire and two mine markers; herders keep out.",
            "evidence": (
                Evidence({"evidence_kind": "MARKING", "known_by": "VISUAL"}),
                Evidence({"evidence_kind": "UNUSED_LAND", "known_by": "VERBAL"}),
            ),
            "priority": "IMMEDIATE",
            "marking": "STONES",
        },
    )


def _reported(scene: Scene, by: str) -> Mapping[str, object]:
    return {
        "reported_at": scene.clock.now(),
        "reported_by": scene[by],
        "organisation": scene["MGD"],
    }


def clear_site_1(scene: Scene, desk: Desk, camera: Camera) -> None:
    """EOD clears the ground around both graves, and signs how deep."""
    scene.clock.turn_to("2026-11-04 06:00+03:00")
    scene.save(
        desk,
        "clearance_task",
        "task",
        {
            "site": scene["site 1"],
            "hazards": (scene["hazard 1"],),
            "status": "RUNNING",
            "area": places.area(places.CLEARED),
            "requested_by": scene["A1"],
            "agency": scene["MAA"],
            "team_leader": scene["EOD1"],
            "methods": ("VISUAL", "DETECTOR"),
            "started_at": scene.clock.now(),
        },
    )
    ended = scene.clock.turn_to("2026-11-05 12:00+03:00")
    scene.change(desk, "task", {"status": "COMPLETE", "ended_at": ended})
    paper = camera.scan("Certificate of clearance", ("Basim al-Attar", "Ahmad al-Najjar"))
    begins = scene.clock.now()
    signatures = tuple(
        Signature(
            {
                "signer": scene[who],
                "role": role,
                "method": "INK_SCANNED",
                "at": begins,
                "media": paper.file,
            }
        )
        for who, role in (("EOD1", "ISSUE"), ("A1", "COUNTERSIGN"))
    )
    scene.save(
        desk,
        "clearance_certificate",
        "certificate",
        {
            "agency_number": "MAA-PR-0007",
            "site": scene["site 1"],
            "task": scene["task"],
            "agency": scene["MAA"],
            "hazards": (scene["hazard 1"],),
            "outcome": "CLEARED",
            "area": places.area(places.CLEARED),
            "cleared_depth_m": CLEARED_DEPTH_M,
            "methods": ("VISUAL", "DETECTOR"),
            "not_cleared": "The canal bank and everything outside the corners.",
            "residual_risk": "Small-arms ammunition is to be expected in the fill.",
            "conditions": "EOD on standby while digging.",
            "valid_from": begins,
            "signatures": signatures,
            "paper": paper.file,
        },
    )
    scene.close(desk, "certificate")
    scene.change(desk, "hazard 1", {"status": "CLEARED"})
    scene.change(desk, "site 1", {"site_status": "CLEARED", "recon_date": "2026-11-03"})
    camera.take(
        Shot("Cleared ground, from the south", ("site 1", "certificate"), "BEF", has_pit=False)
    )


def try_to_dig_at_site_2(scene: Scene, desk: Desk) -> DraftRejectedError:
    """What anybody who records a dig on uncleared ground is told.

    Raises:
        AssertionError: the rules let it pass.
    """
    draft = {
        "site": scene["site 2"],
        "grave_kind": "BUNKER",
        "phase": "EXCAVATING",
        "position": places.averaged(places.DIG_AT_SITE_2),
        "depth_m": Decimal("0.40"),
    }
    try:
        scene.save(desk, "grave", "never", draft)
    except DraftRejectedError as stopped:
        return stopped
    raise AssertionError("digging inside a suspected minefield was not stopped")
