"""The look of every widget, written from the roles of a theme.

Widgets say what they are through the property `role` (title, primary, line …) and `state`; what
that looks like stands in `resources/styles/window.qss`, with a role's name for each colour.
"""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from app.core.resources import resource
from app.ui.theme import GRID, HEADING_PT, ROW, SMALL_PT, TARGET, TITLE_PT, Theme


def stylesheet(theme: Theme) -> str:
    """The whole sheet for a theme."""
    px = theme.outline_px
    measures = {
        "px": px,
        "title_pt": TITLE_PT,
        "heading_pt": HEADING_PT,
        "small_pt": SMALL_PT,
        "target": TARGET,
        "row": ROW,
        # Qt counts padding and border outside of min-height.
        "input": TARGET - GRID - 2 * px,
        "button": TARGET - 2 * px,
        # An edge of 2 px in focus takes its second pixel from the padding, so nothing moves.
        "inner_v": GRID // 2 + px - 2,
        "inner_h": GRID + px - 2,
        # Qt's sheets know no drawing of their own: a tick of each colour is a file.
        "tick": resource("styles", f"tick-{theme.on_accent[1:]}.svg").as_posix(),
    }
    sheet = resource("styles", "window.qss").read_text("utf-8")
    return Template(sheet).substitute(asdict(theme) | measures)
