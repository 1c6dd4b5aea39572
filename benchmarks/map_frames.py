"""The map: a frame with everything that a large operation has on it, beside a bare repaint."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.measuring import Facts, Job, Task

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

    from app.services.ground_plan import GroundPlan
    from app.ui.map.canvas import MapCanvas

MARKS, GROUNDS = 50_000, 2_000
BARE, WHOLE, ZOOMED, DRAGGED = "empty repaint", "map, all of it", "map, zoomed in", "map, dragged"
_WIDTH, _HEIGHT = 1366, 768
_FRAMES = 20
_KINDS = ("grave", "remains_case", "survey_point", "artefact", "photo", "site", "survey_control")
_SITES = 20
_NEARER = 32


def map_jobs() -> dict[str, Job]:
    """What `side_by_side` runs."""
    return {"bare": _bare, "map": _map}


def season_plan() -> GroundPlan:
    """Marks and areas around twenty sites, as work leaves them: dense here, nothing there."""
    from app.services.ground_plan import Ground, GroundPlan, Mark, Meaning  # noqa: PLC0415 - Qt late

    meanings = tuple(Meaning)

    def place(at: int) -> tuple[float, float]:
        site, turn = at % _SITES, at * 2.399_963  # the angle by which seeds of a sunflower lie
        away = 0.02 * math.sqrt(at / MARKS)
        return (
            30.4 + 0.06 * (site % 5) + away * math.cos(turn),
            47.6 + 0.08 * (site // 5) + away * math.sin(turn),
        )

    marks = tuple(
        Mark(_KINDS[at % len(_KINDS)], f"m{at}", f"M{at}", *place(at), 3.0) for at in range(MARKS)
    )
    grounds = tuple(
        Ground(
            "hazard",
            f"g{at}",
            f"HA{at}",
            meanings[at // _SITES % len(meanings)],
            _ring(*place(at * 23)),
            "HAZARD {title}",
            {"title": f"HA{at}"},
        )
        for at in range(GROUNDS)
    )
    return GroundPlan(marks, grounds)


def _ring(lat: float, lon: float) -> tuple[tuple[float, float], ...]:
    turns = (math.tau * side / 64 for side in range(64))
    return tuple((lat + 0.002 * math.cos(turn), lon + 0.002 * math.sin(turn)) for turn in turns)


def canvas_of(plan: GroundPlan) -> MapCanvas:
    """A map of it, off screen."""
    from app.core.wording import wording  # noqa: PLC0415 - see above
    from app.ui.map.canvas import MapCanvas  # noqa: PLC0415 - see above
    from app.ui.theme import LIGHT  # noqa: PLC0415 - see above

    canvas = MapCanvas(wording("en"), LIGHT, "en")
    canvas.resize(_WIDTH, _HEIGHT)
    canvas.show_plan(plan)
    canvas.fit()
    canvas.picture()  # what is made once, such as symbols, is made
    return canvas


def _begin_qt() -> QCoreApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - see above

    return QApplication.instance() or QApplication([])


def _bare() -> Iterator[Task]:
    """The least that a frame can be: the widget asked for, one picture put on it."""
    application = _begin_qt()
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415 - see above

    def repaint() -> None:
        for _ in range(_FRAMES):
            image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(0xFFFFFFFF)
            target = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
            painter = QPainter(target)
            painter.drawImage(0, 0, image)
            painter.end()

    yield Task(BARE, repaint, _FRAMES)
    application.processEvents()


def _map() -> Iterator[Task]:
    application = _begin_qt()
    canvas = canvas_of(season_plan())
    whole = canvas.view

    def frames() -> Facts | None:
        for _ in range(_FRAMES):
            canvas.picture()
        return None

    def drags() -> None:
        for at in range(_FRAMES):
            canvas._shift(canvas.view.panned(3 if at % 2 else -3, 2))  # noqa: SLF001 - as a hand
            canvas.repaint()

    yield Task(WHOLE, frames, _FRAMES)
    canvas.look(whole.zoomed(_NEARER, _WIDTH / 2, _HEIGHT / 2))
    yield Task(ZOOMED, frames, _FRAMES)
    canvas.look(whole)
    canvas.show()
    application.processEvents()
    canvas.repaint()
    yield Task(DRAGGED, drags, _FRAMES)
