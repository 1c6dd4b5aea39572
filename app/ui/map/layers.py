"""The maps that a team has laid under its records: which there are, and which are shown.

Where they lie is remembered beside the data, and nothing else of them. Tiles are unpacked by a
worker, a few at a time, so that the map answers while they come.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPolygonF

from app.core.errors import AppError
from app.core.files import read_bounded, write_whole
from app.core.jobs import Ticket
from app.core.wording import isolated
from app.exchange.backgrounds import Borders, open_background
from app.exchange.tiles import Tiles
from app.ui.jobs import quick
from app.ui.map.background import Key, TileShelf, placed, unpacked
from app.ui.map.canvas import MapCanvas
from app.ui.workbench import Workbench

FILE: Final = "maps.json"
BUNDLED: Final = "Natural Earth"
_AT_ONCE: Final = 24  # tiles that a worker unpacks before the map is painted again
_MOST: Final = 20
_LIMIT_BYTES: Final = 65_536

Unpacked = list[tuple[Key, QImage | None]]


@dataclass(frozen=True, slots=True)
class Remembered:
    """The files that were shown, the first lowest, and whether the bundled borders were."""

    paths: tuple[Path, ...] = ()
    has_bundled: bool = True


def remembered(file: Path) -> Remembered:
    """What was shown the last time; nothing where that cannot be read."""
    try:
        told = json.loads(read_bounded(file, _LIMIT_BYTES))
        paths = tuple(Path(str(path)) for path in told["maps"][:_MOST])
        return Remembered(paths, bool(told["bundled"]))
    except (AppError, ValueError, TypeError, KeyError):
        return Remembered()


def remember(file: Path, shown: Remembered) -> None:
    """Write down what is shown.

    Raises:
        FileTroubleError: it could not be written.
    """
    told = {"maps": [str(path) for path in shown.paths[:_MOST]], "bundled": shown.has_bundled}
    write_whole(file, json.dumps(told).encode())


@dataclass(frozen=True, slots=True)
class Layer:
    """One file: pictures on a shelf, or lines."""

    path: Path
    name: str
    attribution: str
    shelf: TileShelf | None
    lines: tuple[QPolygonF, ...] = ()
    is_shown: bool = True


class Layers(QObject):
    """The layers of one canvas. `changed` says that there are others, or others are shown."""

    changed = Signal()

    def __init__(self, bench: Workbench, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._bench, self._canvas = bench, canvas
        self._file = bench.looks.folder / FILE
        told = remembered(self._file)
        self.layers: list[Layer] = []
        self.has_bundled = told.has_bundled
        self._fetching: Ticket | None = None
        canvas.moved.connect(self._fetch)
        self._lay()
        for path in told.paths:
            self._open(path, self._on_gone)

    # --- which there are ------------------------------------------------------------------------

    def add(self, path: Path) -> None:
        """Lay a file under the records; why it cannot be is said."""
        self._open(path, self._bench.notices.report)

    def remove(self, path: Path) -> None:
        """Take a file away from the map; the file stays where it is."""
        for layer in self.layers:
            if layer.path == path and layer.shelf is not None:
                layer.shelf.tiles.close()
        self._keep([layer for layer in self.layers if layer.path != path])

    def show(self, path: Path, *, is_shown: bool) -> None:
        """Show or hide one of them."""
        self._keep(
            [
                replace(layer, is_shown=is_shown) if layer.path == path else layer
                for layer in self.layers
            ]
        )

    def show_bundled(self, *, is_shown: bool) -> None:
        """Show or hide the borders that come with the program."""
        self.has_bundled = is_shown
        self._keep(self.layers)

    @property
    def attribution(self) -> str:
        """Whose maps are seen."""
        told = [BUNDLED] if self.has_bundled else []
        told += [layer.attribution for layer in self.layers if layer.is_shown]
        return " · ".join(isolated(one) for one in dict.fromkeys(told) if one)

    def _open(self, path: Path, failed: Callable[[Exception], None]) -> None:
        now = self._bench.clock.now().instant
        self._bench.jobs.read(
            self,
            quick(partial(open_background, path, now)),
            done=partial(self._on_opened, path),
            failed=failed,
        )

    def _on_opened(self, path: Path, found: Tiles | Borders) -> None:
        others = [layer for layer in self.layers if layer.path != path]
        if isinstance(found, Borders):
            layer = Layer(path, found.name, "", None, placed(found.lines))
        else:
            coverage = found.coverage
            layer = Layer(path, coverage.name, coverage.attribution, TileShelf(found))
        self._keep([*others, layer])

    def _on_gone(self, error: Exception) -> None:
        """A map of the last time is not there, such as on a stick: it may be there tomorrow."""
        if not isinstance(error, AppError):
            self._bench.notices.report(error)

    def _keep(self, layers: list[Layer]) -> None:
        self.layers = layers
        known = tuple(layer.path.absolute() for layer in layers)
        away = tuple(path for path in remembered(self._file).paths if not path.exists())
        with suppress(AppError):  # it is shown in any case, and asked for again the next time
            remember(self._file, Remembered((*known, *away), self.has_bundled))
        self._lay()

    # --- what is seen ---------------------------------------------------------------------------

    def _lay(self) -> None:
        shown = [layer for layer in self.layers if layer.is_shown]
        self._canvas.show_background(
            [layer.shelf for layer in shown if layer.shelf is not None],
            tuple(line for layer in shown for line in layer.lines),
            has_regions=self.has_bundled,
        )
        self.changed.emit()
        self._fetch()

    def _fetch(self) -> None:
        """Have the tiles unpacked that are seen and not there yet, a few at a time."""
        if self._fetching is not None:
            return
        view = self._canvas.view
        for shelf in self._canvas.shelves:
            missing = shelf.missing(view)[:_AT_ONCE]
            if missing:
                self._fetching = self._bench.jobs.read(
                    self,
                    quick(partial(unpack, shelf.tiles, missing)),
                    done=partial(self._on_tiles, shelf),
                    failed=self._on_no_tiles,
                )
                return

    def _on_tiles(self, shelf: TileShelf, found: Unpacked) -> None:
        self._fetching = None
        gone = [layer for layer in self.layers if layer.shelf is shelf and not layer.path.exists()]
        if gone and not any(image is not None for _, image in found):
            self._say_gone(gone[0])
            return
        for key, image in found:
            shelf.keep(key, image)
        self._canvas.refresh()
        self._fetch()

    def _say_gone(self, layer: Layer) -> None:
        """A stick was pulled: its map comes back with it, the next time the program starts."""
        say = self._bench.say
        self._bench.notices.tell(
            say("The file of the map {name} is gone.", name=isolated(layer.name)),
            say("Put its stick in again, and add the map once more. No record is touched by that."),
        )
        self.remove(layer.path)

    def _on_no_tiles(self, error: Exception) -> None:
        self._fetching = None
        self._bench.notices.report(error)


def unpack(tiles: Tiles, keys: Iterable[Key]) -> Unpacked:
    """Tiles as pictures; safe in any thread."""
    return [(key, unpacked(tiles.tile(*key))) for key in keys]
