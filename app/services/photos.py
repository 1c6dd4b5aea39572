"""Photos: the camera's file is copied in bit for bit, then described."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from app.core.errors import AppError
from app.models.media import Photo
from app.services.desk import Desk
from app.services.recording import Saved, save_record

PREVIEW_LIMIT = 256 << 20
_PIXELS_LIMIT = 400_000_000
_BLUR_SHARE = 24


class NoPreviewError(AppError):
    """The file cannot be shown; the original is kept as it is."""


def add_photo(desk: Desk, path: Path, draft: Mapping[str, Any]) -> Saved:
    """Copy a file into the vault, then record it; nothing is left behind that names no file.

    Raises:
        FileTroubleError: the file cannot be read, or the disk is full.
        DraftRejectedError: a rule stops the record; the file stays in the vault.
    """
    medium = desk.vault.add_file(path)
    with desk.store.writing() as pen:
        pen.papers.note_medium(medium)
    values = {
        "file": medium.sha256,
        "size_bytes": medium.bytes,
        "media_type": medium.kind,
        "original_name": path.name[:200],
        **draft,
    }
    return save_record(desk, Photo.kind, None, values)


def photo_preview(desk: Desk, sha256: str, width: int, *, is_blurred: bool = False) -> bytes:
    """A small PNG of a photo, turned the right way up; blurred until it is asked for.

    Raises:
        MediumMissingError: the original is not on this laptop.
        NoPreviewError: it is no picture that can be shown.
    """
    data = desk.vault.read(sha256, PREVIEW_LIMIT)
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _PIXELS_LIMIT:
                raise _not_shown()
            image.draft("RGB", (width * 2, width * 2))
            picture = ImageOps.exif_transpose(image).convert("RGB")
            picture.thumbnail((width, width))
            if is_blurred:
                picture = picture.filter(ImageFilter.GaussianBlur(width / _BLUR_SHARE))
            target = io.BytesIO()
            picture.save(target, "PNG")
            return target.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _not_shown() from error


def _not_shown() -> NoPreviewError:
    return NoPreviewError(
        "This file cannot be shown here; it is damaged or of another kind.",
        hint="The original is kept bit for bit. Look at it in another program after exporting it.",
    )
