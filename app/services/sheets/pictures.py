"""Photos for paper: small, blurred or left out as their record says; originals stay untouched."""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image

from app.core.errors import AppError
from app.core.wording import isolated
from app.models.media import Photo
from app.models.record import Record
from app.reports.card import Picture
from app.reports.words import Words
from app.rules.eyes import Eyes
from app.services.desk import Desk
from app.services.photos import photo_preview
from app.services.sheets.terms import Terms
from app.store.records import Records

SHOWN = 8
PIXELS = 420
_QUALITY = 72


def photos_of(record: Record, records: Records) -> list[Photo]:
    """The record itself if it is a photo, those it names, and those that show it; papers last."""
    found: dict[str, Photo] = {}
    if isinstance(record, Photo):
        found[record.uid] = record
    named = [uid for value in record.values.values() if isinstance(value, tuple) for uid in value]
    naming = (records.get(uid, Photo.kind) for uid in named if isinstance(uid, str))
    showing = records.referring(Photo.kind, "subjects", record.uid)
    for photo in (*naming, *showing):
        if isinstance(photo, Photo) and not photo.is_withdrawn:
            found[photo.uid] = photo
    return sorted(found.values(), key=_order)


def _order(photo: Photo) -> tuple[bool, str, str]:
    return photo.view_type == "DOC", photo.number or "", photo.uid


def pictures_of(desk: Desk, photos: Iterable[Photo], terms: Terms, eyes: Eyes) -> list[Picture]:
    """Each photo as it may be shown to these eyes."""
    return [_picture(desk, photo, terms, eyes) for photo in photos]


def _picture(desk: Desk, photo: Photo, terms: Terms, eyes: Eyes) -> Picture:
    number, view = photo.number or photo.uid[:8], terms.label(photo, "view_type")
    if not eyes.see(photo, Photo.file):
        return Picture(number, view, terms.say("Withheld: strictly confidential"))
    if photo.show_policy == "HIDDEN":
        return Picture(number, view, terms.say("Hidden"))
    is_blurred = photo.show_policy != "NORMAL"
    note: Words = terms.say("Blurred") if is_blurred else ""
    try:
        png = photo_preview(desk, photo.file or "", PIXELS, is_blurred=is_blurred)
    except AppError as error:
        return Picture(number, view, terms.say(error.message, **_told(error)))
    with Image.open(io.BytesIO(png)) as image:
        target = io.BytesIO()
        image.convert("RGB").save(target, "JPEG", quality=_QUALITY)
        return Picture(number, view, note, target.getvalue(), image.size)


def _told(error: AppError) -> dict[str, object]:
    return {name: isolated(value) for name, value in error.values.items()}
