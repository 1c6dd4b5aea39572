"""Writing a place down, in figures that `read_position_text` reads back.

Figures are ASCII and every angle carries its letter, also in right-to-left text: whoever shows them
isolates them (`app.core.wording.isolated`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from app.geo.grids import band_of, to_grid, to_mgrs, zone_of
from app.geo.point import Located

_SECONDS_IN_DEGREE: Final = 3600


def format_degrees(place: Located, decimals: int = 6) -> str:
    """Decimal degrees: `30.508333° N, 47.780400° E`. Six decimals are a decimetre."""
    lat, lon = (_rounded(value, decimals) for value in (place.lat, place.lon))
    return f"{abs(lat):f}° {_letter(lat, 'NS')}, {abs(lon):f}° {_letter(lon, 'EW')}"


def format_minutes(place: Located, decimals: int = 4) -> str:
    """Degrees and decimal minutes: `30°30.5000′ N, 47°46.8240′ E`."""
    return f"{_minutes(place.lat, 'NS', decimals)}, {_minutes(place.lon, 'EW', decimals)}"


def format_dms(place: Located, decimals: int = 1) -> str:
    """Degrees, minutes and seconds: `30°30′30.0″ N, 47°46′49.4″ E`. A second is 31 m."""
    return f"{_seconds(place.lat, 'NS', decimals)}, {_seconds(place.lon, 'EW', decimals)}"


def format_utm(place: Located, decimals: int = 0) -> str:
    """UTM: `38N 766837 3378403`, with the hemisphere and not the band; near the poles UPS.

    The southern hemisphere is written as a word, since 38S would also be the band that holds
    Baghdad.
    """
    grid = to_grid(place)
    metres = f"{grid.easting_m:.{decimals}f} {grid.northing_m:.{decimals}f}"
    if grid.zone == 0:
        return f"{'n' if grid.is_north else 's'} {metres}"
    return f"{grid.zone}{'N' if grid.is_north else ' south'} {metres}"


def format_mgrs(place: Located, digits: int = 10, *, spaced: bool = False) -> str:
    """MGRS: `38RQU6683778403`, or `38R QU 66837 78403`; digits are cut off, not rounded."""
    name = to_mgrs(place, digits)
    if not spaced:
        return name
    split = 3 if zone_of(place) else 1
    half = (len(name) - split - 2) // 2
    figures = name[split + 2 :]
    parts = (name[:split], name[split : split + 2], figures[:half], figures[half:])
    return " ".join(part for part in parts if part)


def format_zone(place: Located) -> str:
    """The zone and band of a place: `38R`; "" where UPS is used."""
    zone = zone_of(place)
    return f"{zone}{band_of(place)}" if zone else ""


def _minutes(value: Decimal, letters: str, decimals: int) -> str:
    total = _rounded(abs(value) * 60, decimals)
    degrees, minutes = divmod(total, 60)
    width = 3 + decimals if decimals else 2
    return f"{degrees:.0f}°{minutes:0{width}.{decimals}f}′ {_letter(value, letters, total)}"


def _seconds(value: Decimal, letters: str, decimals: int) -> str:
    total = _rounded(abs(value) * _SECONDS_IN_DEGREE, decimals)
    minutes, seconds = divmod(total, 60)
    degrees, minutes = divmod(minutes, 60)
    width = 3 + decimals if decimals else 2
    return (
        f"{degrees:.0f}°{minutes:02.0f}′{seconds:0{width}.{decimals}f}″ "
        f"{_letter(value, letters, total)}"
    )


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)


def _letter(value: Decimal, letters: str, shown: Decimal | None = None) -> str:
    is_negative = value < 0 and shown != 0
    return letters[1] if is_negative else letters[0]
