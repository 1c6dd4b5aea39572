"""Short ways to write an inventory, and the definition of the minimum as a search, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from itertools import count

from app.rules.inventory import Age, Extent, InventoryLine
from app.rules.skeleton import Side

ROW_OF = {"RIB3": "RIBX", "RIBX": "RIBX", "CV4": "CVX", "CVX": "CVX"}
OFTEN = {"RIBX": 12, "CVX": 7, "TARX": 5}


def bone(
    name: str,
    extent: str = "WHOLE",
    *,
    case: str = "A1",
    number: int = 1,
    zones: Iterable[int] = (),
    age: str = "INDET",
    grave: str = "G01",
    pair: str = "",
    grams: str | None = None,
) -> InventoryLine:
    """An line such as `FEM L`."""
    code, _, side = name.partition(" ")
    return InventoryLine(
        case=case,
        bone=code,
        side=Side(side or "M"),
        extent=Extent(extent),
        count=number,
        zones=frozenset(zones),
        age=Age(age),
        grave=grave,
        pair=pair,
        weight_g=None if grams is None else Decimal(grams),
    )


def fewest_by_search(lines: Sequence[InventoryLine]) -> int:
    """The definition: the fewest people to whom each landmark can be dealt out on its own."""
    trials = [trial for trial in _landmarks(lines) if trial[0]]
    for people in count():
        for adults in range(people + 1):
            company = [True] * adults + [False] * (people - adults)
            if all(_can_be_dealt(pieces, clash, company) for pieces, clash in trials):
                return people
    raise AssertionError


Piece = tuple[InventoryLine, bool]  # whether it takes its place alone
Clash = Callable[[list[bool]], bool]


def _landmarks(lines: Sequence[InventoryLine]) -> Iterable[tuple[list[Piece], Clash]]:
    found = [one for one in lines if one.is_found]
    names = {one.bone for one in found}
    names |= {ROW_OF[name] for name in names if name in ROW_OF and ROW_OF[name] in names}
    for name in sorted(names):
        own = [one for one in found if name in {one.bone, ROW_OF.get(one.bone)}]
        pieces = [one for one in own for _ in range(one.count)]
        whole = [(one, True) for one in pieces if one.extent is Extent.WHOLE]
        most = [(one, True) for one in pieces if one.extent is Extent.MOST]
        often = OFTEN.get(name, 1)
        if name == "ULB":
            yield [(one, False) for one in pieces], partial(_too_many, 1)
            continue
        yield whole + most, partial(_too_many, often)
        for zone in {zone for one in own for zone in one.zones}:
            shown = [(one, True) for one in pieces if zone in one.zones and one not in dict(whole)]
            yield whole + shown, partial(_too_many, often)
        loose = [(one, False) for one in pieces if one.extent is Extent.PART and not one.zones]
        yield (whole + loose if loose else []), partial(_too_many, often)


def _too_many(often: int, held: list[bool]) -> bool:
    """Whether a side holds more than a person has there; all that is loose shares one place."""
    return sum(held) + (not all(held)) > often


def _can_be_dealt(pieces: list[Piece], clash: Clash, company: list[bool]) -> bool:
    """Whether each piece finds a person of its age and a side of its own, tried one by one."""
    places = [
        [
            (person, side)
            for person, is_adult in enumerate(company)
            for side in ("L", "R")
            if piece.age.value in ({"ADULT", "INDET"} if is_adult else {"SUBADULT", "INDET"})
            and (side == "L" if piece.side is Side.MIDLINE else piece.side.value in {side, "U"})
        ]
        for piece, _ in pieces
    ]
    held: dict[tuple[int, str], list[bool]] = {}

    def deal(piece: int, first: int) -> bool:
        if piece == len(pieces):
            return True
        for at, where in enumerate(places[piece][first:], start=first):
            there = held.setdefault(where, [])
            there.append(pieces[piece][1])
            is_twin = piece + 1 < len(pieces) and pieces[piece + 1] == pieces[piece]
            if not clash(there) and deal(piece + 1, at if is_twin else 0):
                return True
            there.pop()
        return False

    return deal(0, 0)
