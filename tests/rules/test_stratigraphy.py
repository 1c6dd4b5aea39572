"""Contexts and relations as they stand, brought to the drawing and named in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.record import State
from app.models.strata import ContextRelation
from app.rules.matrix_signs import outline, pattern, text_insets
from app.rules.stratigraphy import Stratigraphy, stratigraphy
from tests.rules.site import ground

KINDS = ("CUT", "FILL", "LAYER", "SKEL", "STRUCT", "SURF", "INTR", "")


def numbers(picture: Stratigraphy, *uids: str) -> list[str]:
    return [picture.strata[uid].number for uid in uids]


@given(st.data())
def test_the_order_in_which_records_come_means_nothing(data: st.DataObject) -> None:
    contexts, relations, graves = ground(2)
    mixed = stratigraphy(
        data.draw(st.permutations(contexts)), data.draw(st.permutations(relations)), graves
    )
    assert mixed == stratigraphy(contexts, relations, graves)


def test_graves_stand_in_the_order_of_their_numbers_and_go_without_the_code_of_the_site() -> None:
    picture = stratigraphy(*ground(3))
    fills = [box for box in picture.matrix.boxes if picture.strata[box.contexts[0]].kind == "FILL"]
    ordered = sorted(fills, key=lambda box: box.left)
    assert numbers(picture, *(box.contexts[0] for box in ordered)) == ["CA0003", "CA0008", "CA0013"]


def test_each_grave_is_one_plot_and_holds_nothing_of_another() -> None:
    picture = stratigraphy(*ground(2))
    plots = picture.plots()
    assert sorted(plot.grave for plot in plots) == ["grave-0", "grave-1"]
    for plot in plots:
        assert len(plot.boxes) == 5
        assert {picture.strata[u].grave for box in plot.boxes for u in box.contexts} == {plot.grave}
        assert plot.boxes[0].top == min(box.top for box in plot.boxes)


def test_a_relation_to_what_has_not_arrived_is_drawn() -> None:
    contexts, relations, graves = ground(1)
    far = ContextRelation(
        "far", {"context": contexts[6].uid, "relation": "CUTS", "other_context": "elsewhere"}
    )
    picture = stratigraphy(contexts, [*relations, far], graves)
    assert not picture.strata["elsewhere"].is_here
    assert ("elsewhere",) in [box.contexts for box in picture.matrix.boxes]
    assert "elsewhere" in [line.lower for line in picture.matrix.lines]


def test_what_was_withdrawn_or_names_other_sites_is_left_out() -> None:
    contexts, relations, graves = ground(1)
    gone = ContextRelation("gone", {**relations[0].values, "state": State.WITHDRAWN.value})
    strange = ContextRelation("x", {"context": "a", "relation": "ABOVE", "other_context": "b"})
    half = ContextRelation("y", {"context": contexts[0].uid, "relation": "ABOVE"})
    picture = stratigraphy(contexts, [gone, *relations[1:], strange, half], graves)
    assert len(picture.relations) == len({*relations[1:]})
    assert "a" not in picture.strata


def test_what_was_recorded_of_a_context_is_told_from_its_side() -> None:
    contexts, relations, graves = ground(1)
    picture = stratigraphy(contexts, relations, graves)
    assert picture.seen_from(contexts[6].uid) == {
        "BELOW": ["CA0004", "CA0005", "CA0006"],
        "CUTS": ["CA0002"],
        "FILLED_BY": ["CA0003"],
    }
    assert picture.seen_from(contexts[0].uid)["EQ"] == ["CA0010"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_by_its_shape_and_stays_within_its_cell(kind: str) -> None:
    looks = {one: (outline(one, 88, 40), pattern(one, 88, 40)) for one in KINDS}
    assert [other for other in KINDS if looks[other] == looks[kind]] == [kind]
    around, strokes = looks[kind]
    for x, y in (*around, *(point for stroke in strokes for point in stroke)):
        assert -1e-6 <= x <= 88 + 1e-6
        assert -1e-6 <= y <= 40 + 1e-6
    assert 88 - sum(text_insets(kind)) > 60
