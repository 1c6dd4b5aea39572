"""How each kind of context looks in a matrix, without any colour: an outline and a pattern.

A cut narrows towards its base, a skeleton is rounded, a surface has a second line on top; fill,
layer, structure and intrusion carry dots, lines, bricks or stripes at their side. The word of the
kind always stands in the box as well. Points run down from the upper left corner of the cell.
"""

from __future__ import annotations

import math

Point = tuple[float, float]
Stroke = tuple[Point, ...]

BAND = 16.0
"""The side that carries the pattern; words stand beside it."""

_SLOPE = 10.0
_INSET = 4.0
_DOT = 1.6


def outline(kind: str, width: float, height: float) -> Stroke:
    """The corners of the cell of a context."""
    if kind == "CUT":
        return (0, 0), (width, 0), (width - _SLOPE, height), (_SLOPE, height)
    if kind == "SKEL":
        return (*_half_round(width - height / 2, height, -1), *_half_round(height / 2, height, 1))
    return (0, 0), (width, 0), (width, height), (0, height)


def pattern(kind: str, width: float, height: float) -> tuple[Stroke, ...]:
    """Strokes within the cell; dots are as long as they are wide, see `stroke_width`."""
    top, bottom, right = _INSET, height - _INSET, BAND - 2
    if kind == "FILL":
        places = [(x, y) for y in _steps(top + 2, bottom, 7) for x in (5.0, 11.0)]
        return tuple(((x, y), (x + _DOT, y)) for x, y in places)
    if kind == "LAYER":
        return tuple(((_INSET, y), (right, y)) for y in _steps(top + 2, bottom, 6))
    if kind == "SURF":
        return (((0, _INSET), (width, _INSET)),)
    if kind == "INTR":
        ends = [(y, y - (right - _INSET)) for y in _steps(top + right - _INSET, bottom, 6)]
        return tuple(((_INSET, low), (right, high)) for low, high in ends)
    if kind == "STRUCT":
        courses = _steps(8.0, height - 1, 8)
        joints = [(x, y) for at, y in enumerate([0.0, *courses]) for x in ((5.0, 11.0)[at % 2],)]
        return (
            ((BAND, 0), (BAND, height)),
            *(((0, y), (BAND, y)) for y in courses),
            *(((x, y), (x, min(y + 8, height))) for x, y in joints),
        )
    return ()


def stroke_width(kind: str) -> float:
    """How wide the strokes of the pattern are."""
    return _DOT if kind == "FILL" else 0.7


def text_insets(kind: str) -> tuple[float, float]:
    """How far from its left and its right edge the words of a cell keep."""
    if kind in {"FILL", "LAYER", "INTR", "STRUCT"}:
        return BAND, _INSET
    return (_SLOPE, _SLOPE) if kind in {"CUT", "SKEL"} else (_INSET, _INSET)


def _steps(first: float, last: float, step: float) -> list[float]:
    return [first + at * step for at in range(max(0, int((last - first) / step) + 1))]


def _half_round(middle: float, height: float, side: int) -> list[Point]:
    """Half a circle, from its top to its bottom at the right, and back up at the left."""
    radius = height / 2
    turns = [math.pi * at / 8 for at in range(9)]
    return [
        (middle - side * radius * math.sin(turn), radius + side * radius * math.cos(turn))
        for turn in turns
    ]
