"""What is declared once is everywhere: kept, read again, found by its words, told in history."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.ids import new_uid
from app.crypto.passphrases import TEST_COST
from app.models.fields import LongTextField, Sensitivity, TextField, encode_values
from app.models.kinds import KINDS
from app.models.record import Record
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop
from app.services.reading import find, get_record, history, list_records
from app.store.transactions import Edit
from tests.models.strategies import values_for

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One laptop for all: records of different kinds do not meet here."""
    founder = Founder("حسن علي", "Hassan Ali", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(founder, "four words on paper", "Laptop A", "A", cost=TEST_COST)
    made = create_laptop(tmp_path_factory.mktemp("kinds") / "test.athar", beginning)
    yield made
    close_desk(made)


def _written(desk: Desk, kind: type[Record], values: dict[str, object]) -> str:
    """A record as a bundle may bring it: no rule is asked, since evidence is never dropped."""
    uid = new_uid()
    with desk.store.writing() as pen:
        edit = Edit(kind.kind, uid, encode_values(kind.fields, values))
        pen.append([edit], by=desk.person, at=desk.now())
    return uid


@every_kind
@settings(max_examples=3)
@given(data=st.data())
def test_a_record_of_any_kind_is_read_as_it_was_written(
    desk: Desk, kind: type[Record], data: st.DataObject
) -> None:
    values = data.draw(values_for(kind))
    values["remarks"] = "Written whole."
    uid = _written(desk, kind, values)
    record = get_record(desk, uid)
    assert isinstance(record, kind)
    assert record.values == values
    told = {entry.field: entry.after for entry in history(desk, uid)}
    assert told == encode_values(kind.fields, values)
    is_listed = uid in {listed.uid for listed in list_records(desk, kind.kind)}
    assert is_listed is not record.is_withdrawn


@every_kind
def test_every_text_but_the_strictest_is_found_by_its_words(desk: Desk, kind: type[Record]) -> None:
    texts = [
        item
        for item in kind.fields.values()
        if isinstance(item, TextField) and not item.pattern and item.limit >= 20
    ]
    word = kind.kind.replace("_", "")
    values: dict[str, object] = {}
    for at, item in enumerate(texts):
        values[item.name] = f"{word[:9]}q{at}x"
    uid = _written(desk, kind, values)
    assert any(isinstance(item, LongTextField) for item in texts), "remarks at least"
    for item in texts:
        hits = {hit.uid for hit in find(desk, str(values[item.name]))}
        assert (uid in hits) is (item.sensitivity is not Sensitivity.C3), item.name
