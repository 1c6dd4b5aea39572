"""Values that the declarations allow, drawn from the declarations themselves.

Whoever tests a thing that holds for every kind of record draws its values here.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from app.core.clock import Moment
from app.geo.area import Area
from app.geo.point import Point
from app.geo.position import AccuracyKind, Method, Position
from app.models.fields import (
    AreaField,
    ChoiceField,
    ChoicesField,
    DayField,
    Field,
    LongTextField,
    MeasureField,
    MediaField,
    MomentField,
    PositionField,
    ReferenceField,
    ReferencesField,
    RowsField,
    TextField,
    WholeField,
    YesNoField,
)
from app.models.kinds import KIND
from app.models.record import Record

LETTERS = (
    string.ascii_letters + string.digits + " .-/'’" + "ابتثجحخدرسشعفقكلمنهوي ئەێۆڕڵ پچگکی əğıöşü"
)

uids = st.uuids(version=4).map(str)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
moments = st.builds(
    lambda instant, offset: Moment(
        instant.replace(tzinfo=UTC, microsecond=instant.microsecond // 1000 * 1000), offset
    ),
    st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)),  # noqa: DTZ001 - zones are added
    st.sampled_from([0, 180, 210, 240]),
)
days = st.dates().map(str).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]]))


def degrees(least: int, most: int) -> st.SearchStrategy[Decimal]:
    """Decimal degrees with six places, about a tenth of a metre."""
    return st.decimals(least, most, places=6)


positions = st.builds(
    Position,
    lat=degrees(-80, 80),
    lon=degrees(-179, 179),
    method=st.sampled_from(Method),
    accuracy_m=st.none() | st.decimals("0.01", 500, places=2),
    accuracy_kind=st.none() | st.sampled_from(AccuracyKind),
    fixes=st.none() | st.integers(1, 600),
    source_text=st.none() | st.text("0123456789NE .°'", min_size=1, max_size=30),
    is_suspect=st.booleans(),
)


@st.composite
def areas(draw: st.DrawFn) -> Area:
    """A quadrilateral of some ten to a thousand metres, its corners in order."""
    lat, lon = draw(degrees(-70, 70)), draw(degrees(-170, 170))
    sides = [draw(st.decimals("0.0001", "0.01", places=6)) for _ in range(4)]
    north, east, south, west = sides
    return Area(
        (
            Point(lat + north, lon),
            Point(lat, lon + east),
            Point(lat - south, lon),
            Point(lat, lon - west),
        )
    )


def _text(item: TextField) -> st.SearchStrategy[str]:
    if item.pattern:
        return st.from_regex(re.compile(item.pattern, re.ASCII), fullmatch=True)
    letters = LETTERS + "\n" if isinstance(item, LongTextField) else LETTERS
    most = min(item.limit, 40) - 1
    return st.builds(str.__add__, st.sampled_from("Aبئپə7"), st.text(letters, max_size=most))


def _codes(item: ChoiceField | ChoicesField) -> st.SearchStrategy[str]:
    return st.sampled_from([code.code for code in item.codes.codes])


def _measure(item: MeasureField) -> st.SearchStrategy[Decimal]:
    places = -int(Decimal(item.step).as_tuple().exponent)
    return st.decimals(item.least, item.most, places=places)


def _rows(item: RowsField[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    rows = _some(item.row.columns).map(item.row)
    return st.lists(rows, min_size=1, max_size=3).map(tuple)


_STRATEGIES: tuple[tuple[type[Field[Any]], Callable[[Any], st.SearchStrategy[Any]]], ...] = (
    (TextField, _text),
    (ChoiceField, _codes),
    (ChoicesField, lambda item: st.lists(_codes(item), min_size=1, unique=True).map(tuple)),
    (WholeField, lambda item: st.integers(item.least, item.most)),
    (MeasureField, _measure),
    (MomentField, lambda _: moments),
    (DayField, lambda _: days),
    (YesNoField, lambda _: st.booleans()),
    (PositionField, lambda _: positions),
    (AreaField, lambda _: areas()),
    (ReferenceField, lambda _: uids),
    (ReferencesField, lambda _: st.lists(uids, min_size=1, max_size=4, unique=True).map(tuple)),
    (MediaField, lambda _: digests),
    (RowsField, _rows),
)


def value_of(item: Field[Any]) -> st.SearchStrategy[Any]:
    """A decoded value of one field, never empty."""
    return next(made(item) for declared, made in _STRATEGIES if isinstance(item, declared))


def _some(fields: Mapping[str, Field[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    optional = {name: value_of(item) for name, item in fields.items()}
    return st.fixed_dictionaries({}, optional=optional)


def values_for(kind: str | type[Record]) -> st.SearchStrategy[dict[str, Any]]:
    """Decoded values of some of a kind's fields, by name."""
    return _some((KIND[kind] if isinstance(kind, str) else kind).fields)
