"""The last hand on a printed file: the record itself inside it, its title, its language.

A form travels with the record it shows, as JSON, so that nobody has to type it again and anybody
can compare the two. The title is neutral: it may be seen by those who may not read the form.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Container
from dataclasses import dataclass
from itertools import chain, count
from typing import BinaryIO

from pikepdf import (
    Array,
    AttachedFileSpec,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    Pdf,
    Stream,
    StreamDecodeLevel,
    String,
)

from app.core.clock import Moment

_PRODUCER = "Athar"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a printed one."""

    name: str
    content: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the file says of itself to programs."""

    title: str
    language: str
    made_at: Moment
    is_rtl: bool = False


class Binder:
    """Binds pages and attachments into one file.

    Pages arrive as finished parts and are kept compressed, so a thousand forms take little memory.
    """

    def __init__(self) -> None:
        self._pdf = Pdf.new()
        self._attached: list[Attachment] = []

    def add(self, part: bytes) -> None:
        """Add the pages of a PDF."""
        source = Pdf.open(io.BytesIO(part))
        for thing in source.objects:
            if isinstance(thing, Stream):
                _compress(thing)
        self._pdf.pages.extend(source.pages)

    def attach(self, attachment: Attachment) -> None:
        """Put a file inside; of two with one name, the second is told apart."""
        self._attached.append(attachment)

    def finish(self, particulars: Particulars, file: BinaryIO) -> None:
        """Write a plain PDF 1.7 that a signature can be added to; the same for the same parts."""
        pdf = self._pdf
        self._write_attachments(_stamp(particulars.made_at))
        self._describe(particulars)
        pdf.save(
            file,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=ObjectStreamMode.generate,
            stream_decode_level=StreamDecodeLevel.none,  # what is compressed stays as it is
        )

    def _write_attachments(self, stamp: str) -> None:
        pdf = self._pdf
        specs: dict[str, Object] = {}
        for attachment in self._attached:
            name = _unused(attachment.name, specs)
            file = AttachedFileSpec(
                pdf,
                attachment.content,
                description=attachment.description,
                filename=name,
                mime_type="application/json",
                creation_date=stamp,
                mod_date=stamp,
            )
            pdf.attachments[name] = file
            file.obj.AFRelationship = Name.Source
            specs[name] = file.obj
            content = file.obj.EF.F
            if isinstance(content, Stream):
                _compress(content)
        if specs:
            pdf.Root.AF = Array(list(specs.values()))

    def _describe(self, particulars: Particulars) -> None:
        pdf = self._pdf
        made = particulars.made_at.local.isoformat(timespec="seconds")
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:title"] = particulars.title
            metadata["dc:language"] = {particulars.language}
            metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = made
            metadata["pdf:Producer"] = _PRODUCER
        pdf.docinfo["/Title"] = particulars.title
        pdf.docinfo["/Producer"] = _PRODUCER
        pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = _stamp(particulars.made_at)
        pdf.Root.Lang = String(particulars.language)
        preferences = Dictionary(DisplayDocTitle=True)
        if particulars.is_rtl:
            preferences.Direction = Name.R2L
        pdf.Root.ViewerPreferences = preferences


def _compress(stream: Stream) -> None:
    if "/Filter" not in stream:
        deflated = zlib.compress(stream.read_raw_bytes())
        stream.write(deflated, filter=Name.FlateDecode, type_check=False)


def _unused(name: str, used: Container[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    names = chain([name], (f"{stem}-{number}{dot}{ending}" for number in count(2)))
    return next(candidate for candidate in names if candidate not in used)


def _stamp(moment: Moment) -> str:
    """A date as PDF writes it."""
    hours, minutes = divmod(abs(moment.offset_minutes), 60)
    sign = "-" if moment.offset_minutes < 0 else "+"
    return f"D:{moment.local:%Y%m%d%H%M%S}{sign}{hours:02}'{minutes:02}'"
