"""Write bundle: for whom, and where to. Everything else the program knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout
from typing_extensions import override

from app.core.wording import embedded, isolated
from app.sync.writer import Written
from app.ui.exchange.actions import ExchangeActions, Standing
from app.ui.exchange.panel import ExchangePanel
from app.ui.exchange.volumes import Volume, plugged_in, size_in_words
from app.ui.labels import Button, Label
from app.ui.pickers import Option, Picker
from app.ui.theme import GRID
from app.ui.workbench import Workbench


class WritePanel(ExchangePanel):
    """Two answers and one button."""

    def __init__(
        self,
        bench: Workbench,
        actions: ExchangeActions,
        volumes: Callable[[], Sequence[Volume]] = plugged_in,
    ) -> None:
        super().__init__(bench, actions)
        say = self.say
        self._volumes = volumes
        self._only = ""
        self.folder: Path | None = None
        self.section(say("For whom"))
        self.only = Label("")
        self.whom = Picker()
        self.whom.set_placeholder(say("Choose"))
        self.whom.setAccessibleName(say("For whom"))
        self.whom.setMaximumWidth(GRID * 50)
        self.whom.currentTextChanged.connect(self._refresh)
        self.column.addWidget(self.only)
        self.column.addWidget(self.whom)
        self.section(say("Where to"))
        self._places = QHBoxLayout()
        self._places.setSpacing(GRID)
        self.column.addLayout(self._places)
        self.where = Label("", "quiet", wraps=True)
        self.column.addWidget(self.where)
        self.write = Button(say("Write bundle"), role="primary")
        self.write.clicked.connect(self._on_write)
        row = QHBoxLayout()
        row.addWidget(self.write)
        row.addStretch(1)
        self.column.addSpacing(GRID)
        self.column.addLayout(row)
        self.finish()
        self._sticks: dict[Path, Button] = {}
        self._group = QButtonGroup(self)
        self.other = Button(say("Another folder"))
        self.other.clicked.connect(self._on_other)
        self.look_for_sticks()
        self._refresh()

    @override
    def show_standing(self, standing: Standing) -> None:
        found = standing.destinations
        self._only = found[0].key if len(found) == 1 else ""
        names = [(item.key, item.name or self.say("Headquarters")) for item in found]
        self.whom.set_options([Option(key, name) for key, name in names])
        self.whom.setVisible(len(found) > 1)
        self.only.setVisible(len(found) <= 1)
        self.only.setText(
            embedded(names[0][1])
            if names
            else self.say("Nobody yet: this laptop has not joined an operation.")
        )
        self._refresh()

    def look_for_sticks(self) -> None:
        """Offer what is plugged in now."""
        while self._places.count():
            item = self._places.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setParent(None)
        self._sticks = {}
        for volume in self._volumes():
            free = self.say("{size} free", size=isolated(size_in_words(volume.free)))
            button = Button(f"{volume.name} · {free}", self.bench.icons("hard-drive", "accent"))
            button.setCheckable(True)
            button.clicked.connect(partial(self.choose, volume.path))
            self._group.addButton(button)
            self._sticks[volume.path] = button
            self._places.addWidget(button)
        self._places.addWidget(self.other)
        self._places.addStretch(1)

    def choose(self, folder: Path) -> None:
        """Write into this folder."""
        self.folder = folder
        for path, button in self._sticks.items():
            button.setChecked(path == folder)
        self._refresh()

    def _to(self) -> str:
        return self._only or self.whom.chosen()

    def _refresh(self) -> None:
        self.where.setText(
            self.say("Into {folder}", folder=isolated(self.folder))
            if self.folder is not None
            else self.say("Plug in a stick, or choose a folder.")
        )
        is_ready = bool(self._to()) and self.folder is not None
        self.write.setEnabled(is_ready and not self.progress.isVisibleTo(self))

    def _on_other(self) -> None:
        folder = self.bench.dialogs.choose_folder(self, self.say("Write the bundle into"))
        if folder is not None:
            self.choose(folder)

    def _on_write(self) -> None:
        if self.folder is None:
            return
        self.clear_result()
        operation = partial(self.services.write_bundle, self.folder, self._to())
        ticket = self.bench.jobs.write(
            self, operation, done=self._on_written, failed=self._on_failed
        )
        self.progress.watch(ticket)
        self._refresh()

    def _on_failed(self, error: Exception) -> None:
        self.show_failure(error)
        self._refresh()

    def _on_written(self, written: list[Written]) -> None:
        self.progress.end()
        self._refresh()
        self.show_result([Label(text, role, wraps=True) for text, role in self._told(written)])
        self.stood.emit()

    def _told(self, written: list[Written]) -> list[tuple[str, str]]:
        say = self.say
        entries = isolated(sum(item.lines for item in written))
        media = isolated(sum(item.media for item in written))
        size = isolated(size_in_words(sum(item.bytes for item in written)))
        told = [
            (
                say(
                    "Written: {entries} entries, {media} photos and documents, {size}.",
                    entries=entries,
                    media=media,
                    size=size,
                ),
                "heading",
            ),
            (
                say(
                    "It was read again from there and is whole. You may remove the stick. "
                    "Everything stays on this laptop until a receipt confirms it."
                ),
                "",
            ),
        ]
        if len(written) > 1:
            count = isolated(len(written))
            told.append((say("It needed {count} files. Hand over all of them.", count=count), ""))
        told += [(isolated(item.path.name), "quiet") for item in written]
        return told
