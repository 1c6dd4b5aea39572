"""The skeletal inventory: many elements as one action, each through the gate, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from time import process_time
from typing import Any

import pytest

from app.core.ids import new_uid
from app.crypto.passphrases import TEST_COST
from app.models.fields import encode_values
from app.models.journal import decode_line
from app.models.kinds import KIND
from app.models.record import State
from app.rules.chart import Growth, Slot, chart
from app.rules.marks import Mark, mark_of, slot_of
from app.rules.scopes import Scope
from app.rules.skeleton import Side
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.individuals import individuals_of_case, individuals_of_grave
from app.services.inventory import (
    UNMARKED,
    Marked,
    Marking,
    inventory_of,
    mark_elements,
    take_back,
)
from app.services.operation import close_desk, create_laptop
from app.services.reading import get_record, history
from app.services.recording import (
    NoSuchRecordError,
    NotUndoneError,
    make_final,
    save_record,
    undo_last,
)
from app.store.transactions import Edit

FEMUR = Slot("FEM", Side.LEFT)
_NUMBERS = count(1)
WHOLE = tuple(shape.slot for shape in chart(Growth.ADULT).shapes)


@dataclass
class Dig:
    """A laptop with a site and a grave; every test has its own."""

    laptop: Desk
    site: str
    grave: str


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    founder = Founder("حسن", "Hassan Ali al-Jubouri", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(founder, "old canal road pumping station 26", "A", "A", cost=TEST_COST)
    made = create_laptop(tmp_path_factory.mktemp("store") / "basra.athar", beginning)
    yield made
    close_desk(made)


@pytest.fixture
def work(laptop: Desk) -> Dig:
    site = put(laptop, "site", {"name": "Canal bend"})
    return Dig(laptop, site, put(laptop, "grave", {"site": site, "grave_kind": "PIT"}))


def put(desk: Desk, kind: str, values: dict[str, Any]) -> str:
    """A record as it lies there, whether the ground was cleared or not."""
    uid = new_uid()
    edit = Edit(kind, uid, encode_values(KIND[kind].fields, {"state": "DRAFT", **values}))
    with desk.store.writing() as pen:
        pen.append([edit], by=desk.person, at=desk.now())
    return uid


def case(work: Dig, **values: object) -> str:
    told = {
        "number": f"C{next(_NUMBERS):03}",
        "site": work.site,
        "grave": work.grave,
        "case_type": "B",
        "inventory_extent": "FULL",
    }
    return put(work.laptop, "remains_case", {**told, **values})


def mark(desk: Desk, uid: str, *marks: tuple[Slot, Mark | None]) -> Marked:
    return mark_elements(desk, uid, [Marking(slot, mark) for slot, mark in marks])


def marks_of(desk: Desk, uid: str) -> dict[Slot | None, Mark | None]:
    return {slot_of(one): mark_of(one) for one in inventory_of(desk, uid).elements}


def lines(desk: Desk) -> int:
    with desk.store.reading() as view:
        return view.tip.size


# --- writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", list(Mark))
def test_what_was_marked_is_read_again(work: Dig, said: Mark) -> None:
    uid = case(work)
    mark(work.laptop, uid, (FEMUR, said))
    assert marks_of(work.laptop, uid) == {FEMUR: said}


def test_a_whole_skeleton_is_one_line_of_the_journal(work: Dig) -> None:
    uid = case(work)
    before = lines(work.laptop)
    marked = mark(work.laptop, uid, *((slot, Mark.PRESENT) for slot in WHOLE))
    assert lines(work.laptop) == before + 1
    assert len(marked.elements) == len(WHOLE) == 154
    assert not marked.refused
    with work.laptop.store.reading() as view:
        tip = view.tip
        newest = next(iter(view.lines.backwards(tip.journal, tip.size, tip.head)))
    assert len(decode_line(newest.data).m) == len(WHOLE)


def test_a_change_is_a_change_of_the_same_record(work: Dig) -> None:
    uid = case(work)
    first = mark(work.laptop, uid, (FEMUR, Mark.PRESENT)).elements[0]
    again = mark(work.laptop, uid, (FEMUR, Mark.FRAGMENT)).elements[0]
    assert again.uid == first.uid
    assert len(history(work.laptop, first.uid)) > len(first.values)
    assert not mark(work.laptop, uid, (FEMUR, Mark.FRAGMENT)).changes.uids


def test_pieces_counted_before_stay_counted_unless_all_of_it_is_there(work: Dig) -> None:
    uid, hand = case(work), Slot("PHH", Side.RIGHT)
    found = mark(work.laptop, uid, (hand, Mark.PRESENT)).elements[0]
    assert found.count == 14
    save_record(work.laptop, "element", found.uid, {"count": 9})
    assert mark(work.laptop, uid, (hand, Mark.PARTIAL)).elements[0].count == 9
    assert mark(work.laptop, uid, (hand, Mark.ABSENT)).elements[0].count is None
    assert mark(work.laptop, uid, (hand, Mark.FRAGMENT)).elements[0].count == 1


def test_not_examined_is_no_record_and_absent_is_one(work: Dig) -> None:
    uid = case(work)
    skull = Slot("CRA", Side.MIDLINE)
    found = mark(work.laptop, uid, (FEMUR, Mark.PRESENT), (skull, Mark.ABSENT)).elements
    mark(work.laptop, uid, (FEMUR, None))
    assert marks_of(work.laptop, uid) == {skull: Mark.ABSENT}
    withdrawn = get_record(work.laptop, found[0].uid)
    assert withdrawn is not None
    assert (withdrawn.state, withdrawn.reason) == (State.WITHDRAWN, UNMARKED)
    back = mark_elements(
        work.laptop, uid, [Marking(FEMUR, Mark.PARTIAL, uid=found[0].uid)]
    ).elements[0]
    assert (back.uid, back.state, back.reason) == (found[0].uid, State.DRAFT, None)
    assert mark_of(back) is Mark.PARTIAL


def test_of_several_alike_the_one_named_is_changed(work: Dig) -> None:
    uid = case(work, case_type="CG")
    mark(work.laptop, uid, (FEMUR, Mark.PRESENT))
    other = mark_elements(
        work.laptop, uid, [Marking(FEMUR, Mark.PARTIAL, is_another=True, age="SUBADULT")]
    ).elements[0]
    mark_elements(work.laptop, uid, [Marking(FEMUR, Mark.FRAGMENT, uid=other.uid)])
    told = sorted(
        (str(mark_of(one)), one.age_band or "") for one in inventory_of(work.laptop, uid).elements
    )
    assert told == [("FRAGMENT", "SUBADULT"), ("PRESENT", "")]


def test_a_left_mandible_is_refused_and_what_stands_beside_it_is_kept(work: Dig) -> None:
    uid, left = case(work), Slot("MAN", Side.LEFT)
    marked = mark(work.laptop, uid, (left, Mark.PRESENT), (FEMUR, Mark.PRESENT))
    assert [verdict.field for verdict in marked.refused[left]] == ["side"]
    assert marks_of(work.laptop, uid) == {FEMUR: Mark.PRESENT}


def test_a_bone_counted_twice_is_said_at_its_place(work: Dig) -> None:
    uid = case(work)
    assert not mark(work.laptop, uid, (FEMUR, Mark.PRESENT)).remarks
    twice = mark_elements(work.laptop, uid, [Marking(FEMUR, Mark.PRESENT, is_another=True)])
    (remark,) = twice.remarks[FEMUR]
    assert "counted in" in remark.sentence


def test_absent_is_remarked_on_until_everything_was_looked_through(work: Dig) -> None:
    uid = case(work, inventory_extent="PARTIAL")
    marked = mark(work.laptop, uid, (FEMUR, Mark.ABSENT))
    assert "may still be found" in marked.remarks[FEMUR][0].sentence
    assert marks_of(work.laptop, uid) == {FEMUR: Mark.ABSENT}


def test_a_final_element_is_amended_with_a_reason_only(work: Dig) -> None:
    uid = case(work)
    found = mark(work.laptop, uid, (FEMUR, Mark.PRESENT)).elements[0]
    make_final(work.laptop, found.uid)
    for said in (Mark.ABSENT, None):
        assert [item.rule for item in mark(work.laptop, uid, (FEMUR, said)).refused[FEMUR]] == [
            "BR-21"
        ]
    mark_elements(work.laptop, uid, [Marking(FEMUR, Mark.PARTIAL)], why="looked at again")
    assert marks_of(work.laptop, uid) == {FEMUR: Mark.PARTIAL}


def test_nothing_is_marked_of_a_case_that_is_not_here(work: Dig) -> None:
    with pytest.raises(NoSuchRecordError):
        mark(work.laptop, work.site, (FEMUR, Mark.PRESENT))
    with pytest.raises(NoSuchRecordError):
        inventory_of(work.laptop, work.site)


# --- taking back ---------------------------------------------------------------------------------


def test_what_was_marked_is_taken_back(work: Dig) -> None:
    uid = case(work)
    mark(work.laptop, uid, (FEMUR, Mark.PARTIAL))
    marked = mark(
        work.laptop, uid, *((slot, Mark.PRESENT) for slot in WHOLE[:40]), (FEMUR, Mark.ABSENT)
    )
    undone = take_back(work.laptop, marked)
    assert len(undone.elements) == 41
    assert marks_of(work.laptop, uid) == {FEMUR: Mark.PARTIAL}


def test_what_was_withdrawn_comes_back_by_taking_back(work: Dig) -> None:
    uid = case(work)
    mark(work.laptop, uid, (FEMUR, Mark.PARTIAL))
    take_back(work.laptop, mark(work.laptop, uid, (FEMUR, None)))
    assert marks_of(work.laptop, uid) == {FEMUR: Mark.PARTIAL}


def test_what_was_changed_since_stays(work: Dig) -> None:
    uid = case(work)
    mark(work.laptop, uid, (FEMUR, Mark.PARTIAL))
    marked = mark(work.laptop, uid, (FEMUR, Mark.ABSENT))
    found = marked.elements[0]
    save_record(work.laptop, "element", found.uid, {"element_state": "UNOBSERVABLE"})
    take_back(work.laptop, marked)
    assert marks_of(work.laptop, uid) == {FEMUR: Mark.HIDDEN}


def test_the_general_undo_leaves_a_batch_alone(work: Dig) -> None:
    """It takes back changes of one record; a batch is taken back where it was marked."""
    uid = case(work)
    mark(work.laptop, uid, *((slot, Mark.PRESENT) for slot in WHOLE[:3]))
    with pytest.raises(NotUndoneError, match="3 records at once"):
        undo_last(work.laptop)
    assert len(inventory_of(work.laptop, uid).elements) == 3


# --- counting ------------------------------------------------------------------------------------


def test_the_numbers_are_told_from_the_case_to_the_site(work: Dig) -> None:
    first, second = case(work), case(work)
    mark(work.laptop, first, (FEMUR, Mark.PRESENT))
    mark(work.laptop, second, (FEMUR, Mark.PRESENT), (Slot("HUM", Side.LEFT), Mark.PARTIAL))
    told = individuals_of_case(work.laptop, first)
    assert [(one.scope, one.minimum.people, one.minimum.bone) for one in told.counts] == [
        (Scope.CASE, 1, "FEM"),
        (Scope.GRAVE, 2, "FEM"),
        (Scope.SITE, 2, "FEM"),
    ]
    assert told.at.instant <= work.laptop.now().instant
    grave, cases = individuals_of_grave(work.laptop, work.grave)
    assert [one.minimum.people for one in grave.counts] == [2, 2]
    assert {one.uid: one.count.minimum.people for one in cases} == {first: 1, second: 1}


def test_matched_pairs_of_records_are_counted(work: Dig) -> None:
    uid = case(work)
    left, right = mark(
        work.laptop, uid, (FEMUR, Mark.PRESENT), (Slot("FEM", Side.RIGHT), Mark.PRESENT)
    ).elements
    assert not individuals_of_case(work.laptop, uid).counts[0].pairings
    save_record(work.laptop, "element", left.uid, {"pair_with": right.uid})
    (pairing,) = individuals_of_case(work.laptop, uid).counts[0].pairings
    assert (pairing.pairs, pairing.by_pairs) == (1, 1)


def test_a_bone_that_is_absent_is_sought_near_by(work: Dig) -> None:
    first, second = case(work), case(work, case_type="FR")
    for owner, east in ((first, "10"), (second, "12")):
        put(
            work.laptop,
            "survey_point",
            {
                "site": work.site,
                "point_code": "BOD",
                "target": owner,
                "target_part": "LKN",
                "easting_m": Decimal(east),
                "northing_m": Decimal(5),
                "height_m": Decimal(1),
            },
        )
    mark(work.laptop, first, (FEMUR, Mark.ABSENT))
    mark(work.laptop, second, (FEMUR, Mark.PRESENT))
    (near,) = individuals_of_case(work.laptop, first).nearby
    assert near.other.case == get_record(work.laptop, second).title  # type: ignore[union-attr] # it is there
    assert near.distance_m == pytest.approx(2.0)


@pytest.mark.parametrize(("case_type", "hints"), [("B", 1), ("CG", 0)])
def test_two_adults_in_one_case_are_hinted_at_unless_it_is_a_group(
    work: Dig, case_type: str, hints: int
) -> None:
    uid = case(work, case_type=case_type)
    mark(work.laptop, uid, (FEMUR, Mark.PRESENT))
    mark_elements(work.laptop, uid, [Marking(FEMUR, Mark.PRESENT, is_another=True)])
    signs = individuals_of_case(work.laptop, uid).signs
    assert len(signs) == hints
    assert all("at least" in sign.message for sign in signs)


# --- speed ---------------------------------------------------------------------------------------


def test_a_whole_skeleton_is_marked_and_read_within_a_breath(work: Dig) -> None:
    uid = case(work)
    start = process_time()
    mark(work.laptop, uid, *((slot, Mark.PRESENT) for slot in WHOLE))
    written = process_time() - start
    start = process_time()
    inventory_of(work.laptop, uid)
    read = process_time() - start
    assert written < 3.0
    assert read < 0.5
