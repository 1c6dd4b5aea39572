"""What a team used to keep in notebooks: the morning's briefing, the ground, the bones, the day.

Each day of the story begins and ends here; between, the ground is described as it is dug, and what
lay with the remains is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from app.rules.chart import Growth, Region, chart
from app.rules.marks import Mark
from app.rules.skeleton import Side
from app.services.desk import Desk
from app.services.inventory import Marking, mark_elements
from app.services.margins import note_beside
from app.services.practice.digging import DIG_A, Dig
from app.services.practice.scene import Scene

_PRESENT = ("EOD1", "MED1", "PH1", "OBS1")
_GROUND: tuple[tuple[str, str, Mapping[str, object]], ...] = (
    ("layer", "LAYER", {"composition": "Silty clay, little sand", "munsell_colour": "10YR 6/3",
                        "compaction": "FIRM"}),
    ("cut", "CUT", {"cut_shape": "RECTANGULAR", "cut_sides": "STEEP", "cut_base": "FLAT",
                    "cut_corners": "ROUNDED"}),
    ("skeleton", "SKEL", {}),
    ("fill", "FILL", {"composition": "Sandy silt with rubble", "munsell_colour": "10YR 5/4",
                      "compaction": "LOOSE", "inclusions": "Brick, wire"}),
)  # fmt: skip
_RELATIONS = (
    ("cut", "CUTS", "layer"),
    ("skeleton", "ABOVE", "cut"),
    ("fill", "ABOVE", "skeleton"),
    ("fill", "FILLS", "cut"),
)
# Of what is no whole body: the bones of each case, their side, and how many pieces.
_BONES: Mapping[str, tuple[tuple[str, str, int], ...]] = MappingProxyType(
    {
        "case A4": (("HUM", "R", 1), ("RAD", "R", 1), ("ULN", "R", 1)),
        "case A5": (("TIB", "L", 2),),
        "case A6": (("FEM", "L", 1), ("FEM", "L", 1), ("FEM", "R", 1), ("OSC", "L", 1)),
        "case A7": (("RIBX", "U", 6),),
        "case B2": (("FEM", "L", 1), ("TIB", "L", 1), ("FIB", "L", 1)),
        "case B3": (("SCA", "R", 2),),
        "case B4": (("CRA", "M", 4),),
    }
)
# Of the body that is inventoried bone by bone: what is not there whole.
_NOT_WHOLE: Mapping[tuple[Region, Side] | str, Mark] = MappingProxyType(
    {
        (Region.FOOT, Side.LEFT): Mark.ABSENT,
        (Region.HAND, Side.RIGHT): Mark.HIDDEN,
        "TIB": Mark.PARTIAL,
        "FIB": Mark.FRAGMENT,
    }
)
_WITH_A_BODY = (
    ("CLO", "Green cloth jacket, torn at the left sleeve", "WORN"),
    ("REL", "String of small round beads, wood", "IN_POCKET"),
)


def begin_day(scene: Scene, desk: Desk, dig: Dig) -> None:
    """Say what has to be said before anybody works, and who is there to hear it."""
    people = (dig.lead, dig.exhibits, *_PRESENT)
    scene.save(
        desk,
        "safety_briefing",
        f"briefing at {dig.grave}",
        {
            "site": scene["site 1"],
            "working_date": _day(scene),
            "given_by": scene[dig.lead],
            "attendees": tuple(scene[person] for person in people),
            "hazards_today": "Hazard 2 east of the canal is not cleared. Nobody crosses the tape.",
            "safe_lanes": "By the taped lane from the gate to the grave, and back the same way.",
            "weather": "Clear, light wind from the north-west",
            "eod_representative": scene["EOD1"],
            "medic": scene["MED1"],
            "medic_present": True,
            "evacuation_plan": "Ambulance at the gate; practice hospital, 25 minutes; channel 4.",
        },
    )
    for person in people:
        draft = {
            "site": scene["site 1"],
            "working_date": _day(scene),
            "person": scene[person],
            "was_briefed": True,
        }
        scene.save(desk, "attendance", f"{person} at {dig.grave}", draft)


def describe_ground(scene: Scene, desk: Desk, dig: Dig) -> None:
    """The area that was opened, and each event in it, from the oldest to the latest."""
    scene.save(
        desk,
        "work_area",
        f"area of {dig.grave}",
        {
            "site": scene["site 1"],
            "grave": scene[dig.grave],
            "area_purpose": "GRAVE",
            "dig_method": "HAND",
            "sieve_mesh": "6",
            "responsible": scene[dig.lead],
        },
    )
    for name, kind, seen in _GROUND:
        draft = {
            "site": scene["site 1"],
            "work_area": scene[f"area of {dig.grave}"],
            "grave": scene[dig.grave],
            "context_kind": kind,
            "excavated_by": (scene[dig.lead],),
            "dig_method": "HAND",
            "dug_from": _day(scene),
            "dug_to": _day(scene),
        }
        scene.save(desk, "context", f"{name} of {dig.grave}", {**draft, **seen})
    for later, relation, earlier in _RELATIONS:
        draft = {
            "site": scene["site 1"],
            "context": scene[f"{later} of {dig.grave}"],
            "relation": relation,
            "other_context": scene[f"{earlier} of {dig.grave}"],
        }
        scene.save(desk, "context_relation", f"{later} and {earlier} of {dig.grave}", draft)


def list_finds(scene: Scene, desk: Desk, dig: Dig) -> None:
    """The bones of what is no whole body, and what lay with the first body."""
    for find in dig.finds:
        bones = _BONES.get(find.name, ())
        for line, (bone, side, count) in enumerate(bones, start=1):
            draft = {
                "remains_case": scene[find.name],
                "line_no": line,
                "bone": bone,
                "side": side,
                "element_state": "FRAGMENT" if count > 1 else "PRESENT",
                "completeness": "INCOMPLETE" if count > 1 else "COMPLETE",
                "count": count,
                "age_band": "ADULT",
            }
            scene.save(desk, "element", f"{find.name}, line {line}", draft)
        if bones:
            draft = {
                "inventory_extent": "FULL",
                "inventoried_by": scene[dig.lead],
                "grid_square": "C4" if find.case_type == "CG" else None,
            }
            scene.change(desk, find.name, draft)
    body = dig.finds[0].name
    if dig.grave == "grave 1":
        mark_elements(desk, scene[body], list(_bone_by_bone()))
        scene.change(desk, body, {"inventory_extent": "FULL", "inventoried_by": scene[dig.lead]})
    contexts = {
        "skeleton_context": scene[f"skeleton of {dig.grave}"],
        "fill_context": scene[f"fill of {dig.grave}"],
        "work_area": scene[f"area of {dig.grave}"],
    }
    scene.change(desk, body, contexts)
    for category, description, association in _WITH_A_BODY:
        draft = {
            "site": scene["site 1"],
            "remains_case": scene[body],
            "grave": scene[dig.grave],
            "category": category,
            "description": description,
            "quantity": 1,
            "association": association,
            "association_certainty": "CERTAIN",
            "explosive_check": "NA",
            "collected_by": scene[dig.exhibits],
            "disposition": "WITH_REMAINS",
        }
        scene.save(desk, "artefact", f"{category} of {body}", draft)


def _bone_by_bone() -> Iterator[Marking]:
    """An adult of whom the left foot is gone and the right hand still lies in its glove."""
    for slot in chart(Growth.ADULT).of_slot:
        left = _NOT_WHOLE.get(slot.bone) if slot.side is Side.LEFT else None
        mark = _NOT_WHOLE.get(slot.region) or left or Mark.PRESENT
        yield Marking(slot, mark, age="ADULT")


def pack_finds(scene: Scene, desk: Desk, dig: Dig) -> None:
    """What lay with the first body goes into its bag, before that is sealed."""
    body = dig.finds[0]
    for category, _, _ in _WITH_A_BODY:
        scene.change(desk, f"{category} of {body.name}", {"container": scene[body.bag]})


def write_in_the_margins(scene: Scene, desk: Desk, dig: Dig) -> None:
    """What nobody is sure of is said beside it, although the records are closed."""
    body = scene[dig.finds[0].name]
    beside = (
        (body, "preliminary_sex", "PROBABLE", "By the width of the hip; no skull to compare."),
        (
            body,
            "orientation_deg",
            "SEEN_OTHERWISE",
            "قستُه بالبوصلة ٢٦٠ درجة؛ يُعاد القياس من الصور.",
        ),
        (scene[dig.grave], "", "", "Root channels along the east side: look again when it is dry."),
    )
    for uid, field, certainty, text in beside:
        note_beside(desk, uid, field, certainty=certainty, text=text)


def end_day(scene: Scene, desk: Desk, dig: Dig) -> None:
    """Everybody has left, and the leader writes the day into the diary, once."""
    for person in (dig.lead, dig.exhibits, *_PRESENT):
        scene.change(desk, f"{person} at {dig.grave}", {"left_at": scene.clock.now()})
    scene.save(
        desk,
        "diary_entry",
        f"diary of {dig.grave}",
        {
            "site": scene["site 1"],
            "working_date": _day(scene),
            "weather": "Clear, light wind from the north-west",
            "work_done": f"{dig.number} opened, {len(dig.finds)} cases lifted, bags sealed.",
            "decisions": "The grave is closed: undisturbed soil on every side.",
            "visitors": "One observer of the foreign delegation.",
            "next_day": "Release to the mortuary.",
            "mentions": (scene[dig.grave],),
        },
    )


def take_sample(scene: Scene, desk: Desk) -> None:
    """At the mortuary, on the order of forensic medicine, with a witness."""
    scene.save(
        desk,
        "sample",
        "sample of case A6",
        {
            "site": scene["site 1"],
            "grave": scene[DIG_A.grave],
            "remains_case": scene["case A6"],
            "sample_kind": "BONE",
            "bone": "FEM",
            "side": "L",
            "cut_site": "Middle of the shaft, front",
            "mass_g": Decimal("4.20"),
            "preservative": "dry",
            "sample_purpose": "To tell the two left thigh bones apart",
            "authorised_by": scene["FA2"],
            "taken_by": scene["FA2"],
            "witness": scene["STK1"],
            "tube_no": "PR-T-001",
        },
    )


def _day(scene: Scene) -> str:
    return scene.clock.now().local.date().isoformat()
