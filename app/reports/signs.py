"""What stands for a kind of record on a map: a shape of its own, so that no colour is needed."""

from __future__ import annotations

from typing import Final, NamedTuple


class Sign(NamedTuple):
    """A shape, and the role of its colour."""

    shape: str
    role: str


_SIGNS: Final = {
    "site": Sign("flag", "accent"),
    "grave": Sign("square", "accent"),
    "remains_case": Sign("dot", "ink"),
    "artefact": Sign("diamond", "ink"),
    "hazard": Sign("warning", "hazard"),
    "hazard_observation": Sign("warning", "hazard"),
    "explosive_accident": Sign("warning", "hazard"),
    "survey_control": Sign("triangle", "accent"),
    "survey_point": Sign("cross", "quiet"),
    "photo": Sign("small", "quiet"),
}
_OTHER: Final = Sign("small", "ink")

# Corners from the middle, up and to the right; the other shapes are round or lines.
CORNERS: Final = {
    "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
    "diamond": ((0, 5), (5, 0), (0, -5), (-5, 0)),
    "triangle": ((0, 5.5), (5.5, -4.5), (-5.5, -4.5)),
    "warning": ((0, 6.8), (6.8, -5.6), (-6.8, -5.6)),
    "flag": ((-3, 6), (5, 3), (-3, 0)),
}
RADII: Final = {"dot": 3.6, "small": 2.4}


def sign_of(kind: str) -> Sign:
    """The sign of a kind of record."""
    return _SIGNS.get(kind, _OTHER)
