"""The first two days: an operation is ordered, its people are named, two laptops are enrolled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.files import write_whole
from app.crypto.certificates import to_pem
from app.crypto.passphrases import TEST_COST
from app.crypto.sealing import key_file_of
from app.services.beginnings import Beginning
from app.services.desk import Desk
from app.services.enrolment import accept_enrolment, enrol, write_request
from app.services.operation import create_headquarters, create_laptop
from app.services.practice import places
from app.services.practice.clock import WorkingClock
from app.services.practice.people import HQ, LEAD_A, LEAD_B, MEMBERS, Part, name_lists
from app.services.practice.scene import Scene
from app.services.reading import list_records

PASSPHRASE = "practice-practice"  # noqa: S105 - public on purpose: it guards invented data
STORE_NAME = "practice.athar"
OPERATION_CODE = "BSR26"
OFFSET_MINUTES = 180

_ORGANISATIONS = {
    "MGD": ("Mass Graves Department", "دائرة شؤون وحماية المقابر الجماعية", "MGD", "IQ"),
    "MLD": ("Medico-Legal Directorate", "دائرة الطب العدلي", "MLD", "IQ"),
    "MAA": ("Mine Action Directorate", "دائرة شؤون الألغام", "MAA", "IQ"),
    "JUD": ("Court of Investigation", "محكمة التحقيق", "JUD", "IQ"),
    "FOR": ("Search and Recovery Committee", "کمیته جستجو و تفحص", "FOR", "IR"),
}
_OPERATION: Mapping[str, object] = {
    "number": OPERATION_CODE,
    "name": "Practice: the old front line east of Basra",
    "practice": True,
    "context_code": "IIW",
    "purpose": "HUM",
    "legal_basis": "Invented for practice. A real operation names the law or the agreement here.",
    "effects_policy": "SEPARATE_SAME_NO",
    "numbering_policy": "Headquarters issues site codes. Books: H headquarters, A and B laptops.",
    "label_languages": ("ar", "fa", "en"),
    "time_zone": "+03:00",
    "body_threshold_percent": 75,
    "default_exclusion_radius_m": 50,
    "medevac_plan": "Ambulance at the gate, 25 minutes by road; landing place by the water tower.",
    "nearest_hospital": "Practice hospital",
    "blast_trauma_kit_ok": True,
}


@dataclass(frozen=True, slots=True)
class Desks:
    """Where the practice is recorded: headquarters and two field laptops."""

    hq: Desk
    a: Desk
    b: Desk


def found(scene: Scene, folder: Path) -> Desks:
    """Begin the operation, enrol both laptops, and lay headquarters' keys where one may look.

    The age identity of a headquarters never leaves its store; only the practice shows it, so that
    anybody can open the practice bundles with stock tools.
    """
    lists = name_lists()
    headquarters = create_headquarters(
        _folder(folder, "hq") / STORE_NAME,
        _beginning(HQ, "Headquarters", "H", scene.clock),
        operation={**_OPERATION, "working_area": places.area(places.WORKING_AREA)},
    )
    hq = headquarters.desk
    write_whole(folder / "hq" / "root.pem", to_pem([hq.keys.root]), mode=0o644)
    write_whole(folder / "hq" / "identity.txt", key_file_of(hq.keys.identity).encode())
    _name_organisations(scene, hq)
    (operation,) = list_records(hq, "operation")
    scene.known["operation"] = operation.uid
    partners = (scene["MLD"], scene["MAA"], scene["FOR"])
    scene.change(hq, "operation", {"lead_authority": scene["MGD"], "partners": partners})
    _introduce(scene, hq, HQ, hq.person)
    for part in MEMBERS:
        draft = {"full_name": part.full_name(lists), "latin_name": part.latin_name}
        scene.save(hq, "person", part.code, {"number": part.code, **draft})
        _introduce(scene, hq, part, scene[part.code])
        _give_roles(scene, hq, part)
    _name_stores(scene, hq)
    _name_sites(scene, hq)
    scene.clock.turn_to("2026-11-02 08:00+03:00")
    a = _enrolled(scene, hq, folder, LEAD_A, "A")
    b = _enrolled(scene, hq, folder, LEAD_B, "B")
    return Desks(hq, a, b)


def introduce_leads(scene: Scene, desks: Desks) -> None:
    """Each leader completes their own entry, once headquarters' list of organisations is here."""
    _introduce(scene, desks.a, LEAD_A, desks.a.person)
    _introduce(scene, desks.b, LEAD_B, desks.b.person)


def _folder(folder: Path, name: str) -> Path:
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    return place


def _beginning(part: Part, laptop: str, book: str, clock: WorkingClock) -> Beginning:
    return Beginning(
        founder=part.founder(name_lists()),
        passphrase=PASSPHRASE,
        name=laptop,
        book=book,
        offset_minutes=OFFSET_MINUTES,
        cost=TEST_COST,
        clock=clock,
    )


def _enrolled(scene: Scene, hq: Desk, folder: Path, part: Part, book: str) -> Desk:
    """A laptop asks, headquarters answers, both compare words; as over the telephone."""
    place = _folder(folder, f"field-{book.lower()}")
    name = f"Laptop {book}"
    desk = create_laptop(place / STORE_NAME, _beginning(part, name, book, scene.clock))
    request = write_request(desk, place)
    answer = enrol(hq, request.path, place, passphrase=PASSPHRASE, book=book)
    return accept_enrolment(desk, answer.path, answer.words)


def _name_organisations(scene: Scene, hq: Desk) -> None:
    for code, (name, local_name, kind, country) in _ORGANISATIONS.items():
        draft = {
            "number": code,
            "name": name,
            "local_name": local_name,
            "organisation_type": kind,
            "country": country,
        }
        scene.save(hq, "organisation", code, draft)
    scene.save(
        hq, "team", "team A", {"number": "A", "name": "Team A", "organisation": scene["MGD"]}
    )
    scene.save(
        hq, "team", "team B", {"number": "B", "name": "Team B", "organisation": scene["MGD"]}
    )


def _introduce(scene: Scene, desk: Desk, part: Part, uid: str) -> None:
    scene.known[part.code] = uid
    draft = {"organisation": scene[part.organisation], "job_title": part.job_title}
    if part.credential:
        draft["credential"] = part.credential
    scene.change(desk, part.code, draft)


def _give_roles(scene: Scene, hq: Desk, part: Part) -> None:
    for role in part.roles:
        draft = {"person": scene[part.code], "role": role, "valid_from": scene.clock.now()}
        scene.save(hq, "role", f"{part.code} {role}", draft)


def _name_stores(scene: Scene, hq: Desk) -> None:
    draft = {
        "number": "MLD-B",
        "name": "Practice mortuary",
        "facility_kind": "MORTUARY",
        "operator": scene["MLD"],
        "store_keeper": scene["STK1"],
        "is_cold": True,
        "capacity": 200,
    }
    scene.save(hq, "storage_facility", "mortuary", draft)
    for path in ("R1-K1-S1", "R1-K1-S2"):
        draft = {"facility": scene["mortuary"], "path": path, "capacity": 8}
        scene.save(hq, "storage_place", path, draft)


def _name_sites(scene: Scene, hq: Desk) -> None:
    shared = {
        "site_type": "BAT",
        "governorate": "Basra",
        "district": "Practice district",
        "nearest_place": "Practice village",
        "geo_safe": True,
        "conflict": "IIW",
        "info_source": "DOCUMENT",
        "disturbance": ("PLOUGHED",),
    }
    scene.save(
        hq,
        "site",
        "site 1",
        {
            **shared,
            "number": "SHB01",
            "name": "Canal bend",
            "local_name": "منعطف القناة",
            "latin_name": "Munatif al-Qanat",
            "site_status": "AWAIT_CLEARANCE",
            "location_text": "From the water tower 400 m along the canal, then left.",
            "position": places.averaged(places.SITE_1),
            "boundary": places.area(places.SITE_1_BOUNDARY),
            "estimated_persons_min": 8,
            "estimated_persons_max": 10,
            "estimate_basis": "Invented unit diary of 1986.",
        },
    )
    scene.save(
        hq,
        "site",
        "site 2",
        {
            **shared,
            "number": "SHB02",
            "name": "Broken bunkers",
            "local_name": "الملاجئ المهدمة",
            "latin_name": "al-Malaji al-Muhaddama",
            "site_status": "AWAIT_CLEARANCE",
            "location_text": "East of the embankment, behind the third row of palm stumps.",
            "position": places.averaged(places.SITE_2),
            "estimated_persons_min": 3,
            "estimated_persons_max": 12,
            "estimate_basis": "Satellite image of 1987, invented.",
        },
    )
