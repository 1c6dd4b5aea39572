"""Two days of work in two graves: what was found is described, photographed, lifted and packed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.services.desk import Desk
from app.services.practice import places
from app.services.practice.camera import Camera, Shot
from app.services.practice.scene import Scene


@dataclass(frozen=True, slots=True)
class Find:
    """One case: its kind, what it looked like, and the bag that it goes into."""

    name: str
    case_type: str
    depth_m: str
    completeness: str
    bag: str
    body_position: str = ""
    orientation_deg: int = 0
    individuals: int = 1


@dataclass(frozen=True, slots=True)
class Dig:
    """One team's grave and what lay in it, in the order of discovery."""

    grave: str
    number: str
    kind: str
    position: str
    size: tuple[str, str, str]
    azimuth_deg: int
    finds: tuple[Find, ...]
    bags: tuple[tuple[str, str], ...]
    lead: str
    exhibits: str


DIG_A = Dig(
    grave="grave 1",
    number="SHB01-G01",
    kind="TRENCH",
    position=places.GRAVE_1,
    size=("7.20", "1.60", "1.45"),
    azimuth_deg=74,
    finds=(
        Find("case A1", "B", "0.95", "75-99", "bag A1", "SUP", 82),
        Find("case A2", "B", "1.05", "75-99", "bag A2", "PRO", 75),
        Find("case A3", "B", "1.10", "100", "bag A3", "LSI", 120),
        Find("case A4", "BP", "1.10", "25-49", "bag A4"),
        Find("case A5", "BP", "1.15", "0-24", "bag A4"),
        Find("case A6", "CG", "1.25", "0-24", "bag A5", individuals=2),
        Find("case A7", "FR", "1.30", "0-24", "bag A5"),
    ),
    bags=(("bag A1", "BAG"), ("bag A2", "BAG"), ("bag A3", "BAG"), ("bag A4", "PBG"),
          ("bag A5", "BOX")),
    lead="A1",
    exhibits="EXA",
)  # fmt: skip
DIG_B = Dig(
    grave="grave 2",
    number="SHB01-G02",
    kind="BUNKER",
    position=places.GRAVE_2,
    size=("4.10", "2.30", "1.20"),
    azimuth_deg=12,
    finds=(
        Find("case B1", "B", "0.80", "75-99", "bag B1", "SIT", 10),
        Find("case B2", "BP", "0.85", "25-49", "bag B2"),
        Find("case B3", "BP", "0.90", "0-24", "bag B2"),
        Find("case B4", "FR", "0.95", "0-24", "bag B3"),
        Find("case B5", "NH", "1.00", "0-24", "bag B3"),
    ),
    bags=(("bag B1", "BAG"), ("bag B2", "PBG"), ("bag B3", "BOX")),
    lead="B1",
    exhibits="EXB",
)  # fmt: skip


def set_out(scene: Scene, desk: Desk) -> None:
    """A control point, from which the site is measured."""
    scene.clock.turn_to("2026-11-08 06:10+03:00")
    draft = {
        "site": scene["site 1"],
        "mark_type": "NAIL",
        "easting_m": Decimal("1000.000"),
        "northing_m": Decimal("2000.000"),
        "height_m": Decimal("50.000"),
        "reference_system": "local",
        "vertical_datum": "Datum of the site",
        "control_origin": "RTK",
        "position": places.surveyed(places.CONTROL),
        "tie_residual_m": Decimal("0.040"),
        "instrument": "Practice total station",
    }
    scene.save(desk, "survey_control", "control", draft)
    scene.change(desk, "site 1", {"site_status": "EXCAVATING", "open_date": "2026-11-08"})


def open_grave(scene: Scene, desk: Desk, dig: Dig, camera: Camera) -> None:
    """Locate the cut, then open it."""
    length, width, depth = (Decimal(text) for text in dig.size)
    scene.save(
        desk,
        "grave",
        dig.grave,
        {
            "number": dig.number,  # the site lead gives both, by radio
            "site": scene["site 1"],
            "grave_kind": dig.kind,
            "phase": "LOCATED",
            "position": places.surveyed(dig.position),
            "length_m": length,
            "width_m": width,
            "azimuth_deg": dig.azimuth_deg,
            "tool_marks": ("HAND",),
            "estimated_persons_min": 3,
            "estimated_persons_max": 6,
            "estimate_basis": "Size of the cut.",
        },
    )
    camera.take(Shot("Before work", (dig.grave,), "BEF", has_pit=False))
    scene.change(
        desk, dig.grave, {"phase": "EXCAVATING", "depth_m": depth, "opened_at": scene.clock.now()}
    )
    camera.take(Shot("Opened", (dig.grave,), "OVR"))


def recover(scene: Scene, desk: Desk, dig: Dig, camera: Camera) -> None:
    """Describe and lift what lay in the grave, each in its turn."""
    for find in dig.finds:
        _describe(scene, desk, dig, find)
        camera.take(Shot("In situ", (find.name,), "INS"))
        lifted = scene.clock.now()
        draft = {"lifted_at": lifted, "lifted_by": (scene[dig.exhibits], scene[dig.lead])}
        scene.change(desk, find.name, draft)


def pack(scene: Scene, desk: Desk, dig: Dig) -> None:
    """Put what was lifted into bags and boxes, each with its label inside."""
    for name, kind in dig.bags:
        packed = tuple(scene[find.name] for find in dig.finds if find.bag == name)
        scene.save(
            desk,
            "container",
            name,
            {
                "site": scene["site 1"],
                "container_kind": kind,
                "contents": packed,
                "part_no": 1,
                "part_count": 1,
                "inner_label": True,
                "is_wet": kind == "PBG",
                "packed_by": scene[dig.exhibits],
            },
        )


def close_grave(scene: Scene, desk: Desk, dig: Dig, camera: Camera) -> None:
    """Reach undisturbed soil, and end the work in the grave."""
    camera.take(Shot("After work", (dig.grave,), "AFT"))
    scene.change(
        desk,
        dig.grave,
        {
            "phase": "CLOSED",
            "closed_at": scene.clock.now(),
            "sterile_soil_reached": True,
            "result": "REMAINS",
        },
    )
    for find in dig.finds:
        scene.change(desk, find.name, {"container": scene[find.bag], "checked_by": scene[dig.lead]})


def close_records(scene: Scene, desk: Desk, dig: Dig) -> None:
    """In the tent: what was lifted and packed is complete, and changes no more without a reason."""
    for name in (*(find.name for find in dig.finds), *(bag for bag, _ in dig.bags)):
        scene.close(desk, name)


def measure(scene: Scene, desk: Desk) -> None:
    """Three points of the first body, from the control point."""
    for part, easting, northing in _landmarks():
        draft = {
            "site": scene["site 1"],
            "point_code": "BOD",
            "target": scene["case A1"],
            "target_part": part,
            "setup": scene["control"],
            "easting_m": Decimal(easting),
            "northing_m": Decimal(northing),
            "height_m": Decimal("48.950"),
            "measured_by": scene["SV1"],
        }
        scene.save(desk, "survey_point", f"point {part}", draft)


def _landmarks() -> Iterator[tuple[str, str, str]]:
    yield "CRA", "1053.210", "1979.430"
    yield "PEL", "1054.020", "1979.510"
    yield "LFT", "1054.870", "1979.640"


def _describe(scene: Scene, desk: Desk, dig: Dig, find: Find) -> None:
    draft: dict[str, object] = {
        "case_type": find.case_type,
        "site": scene["site 1"],
        "grave": scene[dig.grave],
        "exposed_by": scene[dig.lead],
        "located_by": "SURVEY",
        "depth_m": Decimal(find.depth_m),
        "articulation": "A" if find.case_type == "B" else "D",
        "completeness": find.completeness,
        "tissue_state": "SKE",
        "preservation": "FAIR",
        "individuals_at_least": find.individuals,
        "ligature": "NONE",
        "blindfold": "NONE",
        "gag": "NONE",
        "metal_detected": True,
        "eod_check_result": "NOTHING_FOUND",
        "eod_check_by": scene["EOD1"],
        "eod_check_at": scene.clock.now(),
    }
    if find.individuals > 1:
        draft["individuals_basis"] = "Two left thigh bones."
    if find.body_position:
        draft |= {
            "body_position": find.body_position,
            "orientation_deg": find.orientation_deg,
            "orientation_north": "GRID",
        }
    scene.save(desk, "remains_case", find.name, draft)
