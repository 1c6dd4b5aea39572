"""What the practice proves: each claim is tried, and the summary says what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.files import read_bounded, write_whole
from app.core.wording import LANGUAGES
from app.crypto.certificates import fingerprint, subject_name
from app.crypto.digests import sha256_hex
from app.crypto.pdf import MAX_PDF_BYTES, verify_pdf
from app.services.checking import check_store
from app.services.desk import Desk
from app.services.findings import Finding, findings
from app.services.operation import store_info
from app.services.practice.exchange import Delivered
from app.services.practice.founding import STORE_NAME
from app.services.practice.scene import Scene
from app.services.practice.story import Told
from app.services.printing import print_form

PRINTED = (
    ("F1", "bag A1"),
    ("F1", "bag A2"),
    ("F3", "fill of grave 1"),
    ("F4", "site 1"),
    ("F5", "hazard 2"),
    ("PLAN", "site 1"),
    ("CARD", "case A1"),
)
"""Bags with a simple history and with a first sealing that was superseded, and other forms."""


@dataclass(frozen=True, slots=True)
class Form:
    """A printed form, read back from the disk."""

    file: str
    item: str
    language: str
    sha256: str
    bytes: int
    signer: str
    is_whole: bool


def print_forms(scene: Scene, desk: Desk, folder: Path) -> list[Form]:
    """Print each form in every language, and verify each PDF."""
    folder.mkdir()
    return list(_forms(scene, desk, folder))


def _forms(scene: Scene, desk: Desk, folder: Path) -> Iterator[Form]:
    for form, name in PRINTED:
        item = scene.record(desk, name).number or ""
        for language in LANGUAGES:
            path = folder / f"{form}-{item}-{language}.pdf"
            write_whole(path, print_form(desk, form, item, language).pdf, mode=0o644)
            pdf = read_bounded(path, MAX_PDF_BYTES)
            signed = verify_pdf(pdf, [desk.keys.root])
            yield Form(
                path.name,
                item,
                language,
                sha256_hex(pdf),
                len(pdf),
                subject_name(signed.signer),
                signed.covers_whole_file,
            )


def summary_of(told: Told, forms: Iterable[Form], screens: Iterable[Path]) -> dict[str, object]:
    """Everything that was made and tried; `verified` only if all of it held."""
    desks = told.desks
    stores = [
        _store(place, desk)
        for place, desk in (("field-a", desks.a), ("field-b", desks.b), ("hq", desks.hq))
    ]
    bundles = [_bundle(item) for item in told.delivered]
    receipts = [
        {
            "to": f"field-{sender.lower()}",
            "lines_confirmed": receipt.lines_confirmed,
            "lines_written": receipt.lines_written,
            "media_confirmed": receipt.media_confirmed,
            "complete": receipt.lines_confirmed == receipt.lines_written,
        }
        for sender, receipt in told.receipts.items()
    ]
    printed = [
        {
            "file": form.file,
            "item": form.item,
            "language": form.language,
            "bytes": form.bytes,
            "sha256": form.sha256,
            "signer": form.signer,
            "verified": form.is_whole,
        }
        for form in forms
    ]
    conflicts = [_conflict(item) for item in findings(desks.hq) if item.code == "C1"]
    repeat = {"is_repeat": told.repeated.is_repeat, "lines_new": told.repeated.lines_new}
    info = store_info(desks.hq)
    return {
        "practice": True,
        "verified": all(
            (
                all(item["verified"] for item in bundles),
                all(item["complete"] for item in receipts) and len(receipts) == 2,
                all(item["verified"] for item in printed) and bool(printed),
                all(item["sound"] for item in stores),
                repeat == {"is_repeat": True, "lines_new": 0},
                len(conflicts) == 1,
            )
        ),
        "app": info.app_version,
        "operation": {
            "code": info.operation_code,
            "root": fingerprint(desks.hq.keys.root),
        },
        "counts": dict(info.records),
        "stopped": _stopped(told),
        "stores": stores,
        "bundles": bundles,
        "receipts": receipts,
        "repeat": repeat,
        "conflicts": conflicts,
        "forms": printed,
        "screens": [path.name for path in screens],
    }


def _store(place: str, desk: Desk) -> Mapping[str, object]:
    report = check_store(desk)
    return {
        "file": f"{place}/{STORE_NAME}",
        "sound": report.is_sound and not report.media_missing,
        "journals": report.journals,
        "lines": report.lines,
        "media": report.media,
    }


def _bundle(item: Delivered) -> Mapping[str, object]:
    verified, report = item.verified, item.report
    return {
        "file": item.path.name,
        "from": f"field-{item.sender.lower()}",
        "bundle": verified.header.bundle,
        "bytes": item.path.stat().st_size,
        "sha256": report.sha256,
        "signer": verified.sender_name,
        "lines": verified.lines,
        "media": len(verified.header.media),
        "lines_new": report.lines_new,
        "media_new": report.media_new,
        "hazards_announced": len(report.hazards),
        "flags": len(report.flags),
        "verified": _is_proven(item),
    }


def _is_proven(item: Delivered) -> bool:
    """Every line hangs together, is signed for by its own laptop, and is believed to its end."""
    return (
        not item.verified.is_sender_revoked
        and all(segment.believed_up_to == segment.entry.last for segment in item.verified.segments)
        and item.report.lines_new == item.verified.lines
        and not item.report.gaps
        and not item.report.media_missing
    )


def _conflict(item: Finding) -> Mapping[str, object]:
    return {
        "code": item.code,
        "kind": item.kind,
        "title": item.title,
        "field": item.field,
        "values": [
            {"value": str(value.value), "laptop": value.laptop, "at": value.at}
            for value in item.values
        ],
    }


def _stopped(told: Told) -> Mapping[str, object]:
    verdict = next(problem for problem in told.stopped.problems if problem.stops)
    return {
        "rule": verdict.rule,
        "sentence": verdict.sentence,
        "override_by": list(verdict.override_by),
    }
