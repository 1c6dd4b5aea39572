"""Records of bones, as they are counted; and what one of them cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from app.models.elements import Element
from app.models.remains import RemainsCase
from app.rules.declared import rule
from app.rules.inventory import Age, Extent, InventoryLine, objections
from app.rules.skeleton import GROUP, UNIDENTIFIED, Side, each
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, Supposing, found, naming, title

_ONE_PERSON = frozenset({"B", "BP"})


def line_of_element(element: Element, case: RemainsCase | None) -> InventoryLine | None:
    """The line to count; None while bone or side are missing.

    The pieces of a record are those of one bone. Only where a person has many that are alike do
    they count as so many bones.
    """
    if not element.bone or element.side not in set(Side):
        return None
    has_many = each(element.bone) > 1 or element.bone in UNIDENTIFIED
    group = GROUP.get(element.bone)
    if has_many or (group is not None and group.unknown == element.bone):
        count = element.count or 1
    else:
        count = 1
    return InventoryLine(
        case=element.remains_case or "",
        bone=element.bone,
        side=Side(element.side),
        extent=_extent(element),
        count=count,
        zones=frozenset(int(zone) for zone in element.zones or () if zone.isdecimal()),
        age=Age(element.age_band) if element.age_band in set(Age) else Age.UNKNOWN,
        site=(case.site or "") if case else "",
        grave=(case.grave or "") if case else "",
        context=(case.skeleton_context or "") if case else "",
        weight_g=element.weight_g,
    )


def lines_of(
    elements: Iterable[Element], case_of: Callable[[str], RemainsCase | None]
) -> list[InventoryLine]:
    """What these elements have to count; those that somebody matched share the word of a pair."""
    told = list(elements)
    pairs: dict[str, str] = {}
    for element in told:
        if element.pair_with:
            word = f"{element.bone} {min(element.uid, element.pair_with)[:8]}"
            pairs[element.uid] = pairs[element.pair_with] = word
    found = []
    for element in told:
        line = line_of_element(element, case_of(element.remains_case or ""))
        if line is not None:
            found.append(replace(line, pair=pairs.get(element.uid, "")))
    return found


def lines_of_case(case: RemainsCase, records: Records) -> list[InventoryLine]:
    """What the inventory of a case has to count."""
    return lines_of(naming(records, Element, "remains_case", case.uid), lambda _: case)


@rule(
    "CL-BONE",
    levels=(Level.BLOCK,),
    at="element",
    test="test_elements.py::test_a_left_mandible_cannot_be",
)
def bones_have_the_sides_they_can_have(element: Element) -> Iterator[Verdict]:
    """Paired bones are left, right or unknown; those of the middle are of the middle."""
    line = line_of_element(element, None)
    for objection in objections(line) if line else ():
        if objection.field in {"bone", "side"}:
            yield Verdict(
                "CL-BONE",
                Level.BLOCK,
                objection.message,
                objection.hint,
                field=objection.field,
                values=objection.values,
            )


@rule(
    "CL-BONE",
    levels=(Level.WARN,),
    at="element",
    test="test_elements.py::test_a_bone_counted_twice_is_asked_about",
)
def a_bone_is_counted_once(element: Element, records: Records) -> Iterator[Verdict]:
    """A body, or part of one, has each bone once: another belongs to somebody else."""
    case = found(records, RemainsCase, element.remains_case)
    line = line_of_element(element, case)
    if case is None or line is None or case.case_type not in _ONE_PERSON or not line.is_found:
        return
    alike = (
        line_of_element(other, case)
        for other in naming(Supposing(records, element), Element, "remains_case", case.uid)
        if (other.bone, other.side) == (element.bone, element.side)
    )
    others = [other for other in alike if other and other.extent is Extent.MOST]
    if sum(other.count for other in others) > each(line.bone) and line.side is not Side.UNKNOWN:
        yield Verdict(
            "CL-BONE",
            Level.WARN,
            "{bone} {side} is counted in {case} already.",
            "Look at side and bone again. If both are there, this is a commingled group.",
            field="bone",
            values={"bone": line.bone, "side": line.side.value, "case": title(records, case.uid)},
        )


@rule(
    "CL-BONE",
    levels=(Level.WARN,),
    at="element",
    test="test_elements.py::test_absent_is_said_once_everything_was_looked_through",
)
def absent_means_looked_for(element: Element, records: Records) -> Iterator[Verdict]:
    """Absent is said only after everything was looked through; else it was not examined."""
    case = found(records, RemainsCase, element.remains_case)
    if element.element_state == "ABSENT" and case and case.inventory_extent != "FULL":
        yield Verdict(
            "CL-BONE",
            Level.WARN,
            "Not everything of {case} has been looked through yet; {bone} may still be found.",
            "Say absent once the inventory is full. Until then it has no line at all.",
            field="element_state",
            values={"case": case.title, "bone": element.bone or "–"},
        )


def _extent(element: Element) -> Extent:
    match element.element_state:
        case "ABSENT":
            return Extent.ABSENT
        case "PRESENT" if element.completeness == "COMPLETE":
            return Extent.MOST
        case "PRESENT" | "FRAGMENT":
            return Extent.PART
        case _:
            return Extent.UNSEEN
