"""Photos and documents: what each shows, and the picture itself, blurred until it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout
from typing_extensions import override

from app.core.wording import isolated
from app.models.media import Photo
from app.models.record import Record
from app.services.recording import Saved
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.page import RecordPage
from app.ui.panels import Extra, Panel
from app.ui.places import Destination
from app.ui.theme import GRID
from app.ui.workbench import Workbench

_PICTURE_WIDTH = 640  # px asked for; shown at a third of it on a dense screen, never larger
_PICTURE_HEIGHT = GRID * 24


class PicturePanel(Panel):
    """One picture. It comes blurred; a press shows it, and the next photo is blurred again."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._digest = ""
        self._is_shown = False
        self.picture = QLabel()
        self.picture.setFixedHeight(_PICTURE_HEIGHT)
        self.picture.setMinimumWidth(GRID * 24)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.picture.setAccessibleName(bench.say("Picture"))
        self.words = Label("", "quiet", wraps=True)
        self.show_it = Button(bench.say("Show the picture"), bench.icons("camera", "accent"))
        self.show_it.setCheckable(True)
        self.show_it.toggled.connect(self._on_toggled)
        side = QVBoxLayout()
        side.addStretch(1)
        side.addWidget(self.words)
        side.addWidget(self.show_it, 0, Qt.AlignmentFlag.AlignLeading)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID * 3, GRID, GRID * 3, GRID)
        row.setSpacing(GRID * 2)
        row.addWidget(self.picture, 3)
        row.addLayout(side, 2)

    @override
    def show_record(self, record: Record | None) -> None:
        digest = record.file if isinstance(record, Photo) else None
        self._digest = digest or ""
        self.setVisible(bool(digest))
        self.show_it.setChecked(False)
        self._load()

    def _on_toggled(self) -> None:
        self._load()

    def _load(self) -> None:
        is_blurred = not self.show_it.isChecked()
        say = self._bench.say
        self.show_it.set_word(say("Show the picture") if is_blurred else say("Blur it again"))
        self.words.setText(say("Blurred until asked for.") if is_blurred else "")
        self.picture.clear()
        if not self._digest:
            return
        self._bench.jobs.read(
            self,
            quick(
                partial(
                    self._bench.actions.photo_preview,
                    self._digest,
                    _PICTURE_WIDTH,
                    is_blurred=is_blurred,
                )
            ),
            done=partial(self._on_read, self._digest, is_blurred),
            failed=partial(self._on_missing, self._digest),
        )

    def _on_read(self, digest: str, is_blurred: bool, data: bytes) -> None:  # noqa: FBT001 - a partial
        if (digest, is_blurred) != (self._digest, not self.show_it.isChecked()):
            return
        pixmap = QPixmap()
        if pixmap.loadFromData(data):
            self.picture.setPixmap(
                pixmap.scaledToHeight(_PICTURE_HEIGHT, Qt.TransformationMode.SmoothTransformation)
            )

    def _on_missing(self, digest: str, error: Exception) -> None:
        if digest == self._digest:
            self.show_it.hide()
            self._bench.notices.report(error)


PICTURE = Extra("Picture", PicturePanel, is_above=True)


class PhotoPage(RecordPage):
    """The list of photos; beginning one means choosing files."""

    @override
    def begin(self, prefilled: Mapping[str, Any] | None = None) -> None:
        bench = self._bench
        files = bench.dialogs.open_files(
            self, bench.say("Add photos"), bench.say("Photos and scans (*.jpg *.jpeg *.png *.tif)")
        )
        draft = {**self._of_this_site(), **(prefilled or {})}
        for path in files:
            bench.jobs.write(
                self,
                quick(partial(bench.actions.add_photo, path, draft)),
                done=self._on_added,
                failed=bench.notices.report,
            )

    def _on_added(self, saved: Saved) -> None:
        self._bench.hub.announce(saved.changes)
        self.open(Destination(Photo.kind, saved.record.uid))
        self._bench.notices.tell(
            self._bench.say(
                "Photo {number} is kept, bit for bit.", number=isolated(saved.record.title)
            )
        )

    @override
    def _name_main_button(self) -> None:
        self.main.set_word(self._bench.say("Add photos"))
