"""Templates: what they take, what they give, and what is said of what they cannot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.ids import new_uid
from app.crypto.passphrases import TEST_COST
from app.models.fields import ChoiceField, ChoicesField, ReferenceField, ReferencesField
from app.models.kinds import KIND, KINDS
from app.models.record import Record
from app.models.templates import Template, TemplateValue
from app.rules.carrying import copied_from, may_be_copied
from app.services.beginnings import Beginning, Founder
from app.services.desk import Desk
from app.services.operation import close_desk, create_laptop
from app.services.recording import NoSuchRecordError, save_record, withdraw_record
from app.services.templates import (
    EmptyTemplateError,
    filling_of,
    save_template,
    templates_of,
)
from tests.models.strategies import values_for

COPIED = [kind for kind in KINDS if any(may_be_copied(kind, one) for one in kind.fields.values())]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    founder = Founder("حسن علي", "Hassan Ali", "HA01", ("TL", "SA", "EOD"))
    beginning = Beginning(founder, "four words on paper", "Laptop A", "A", cost=TEST_COST)
    made = create_laptop(tmp_path_factory.mktemp("templates") / "test.athar", beginning)
    yield made
    close_desk(made)


def written(desk: Desk, kind: str, *rows: tuple[str, str]) -> str:
    """A template as another version, or a hand, may have written it."""
    filled = tuple(TemplateValue({"field": field, "value": value}) for field, value in rows)
    draft = {"name": new_uid(), "template_of": kind, "filled_in": filled}
    return save_record(desk, "template", None, draft).record.uid


@settings(max_examples=40)
@given(data=st.data())
def test_a_template_gives_back_what_it_took_and_nothing_that_is_forbidden(
    desk: Desk, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(COPIED))
    record = kind(new_uid(), data.draw(values_for(kind)))
    try:
        saved = save_template(desk, kind.kind, f"of {record.uid}", record.values)
    except EmptyTemplateError:
        assert copied_from(record) == {}
        return
    filling = filling_of(desk, saved.record.uid)
    taken = copied_from(record)
    here = {name: value for name, value in taken.items() if not _names_records(kind, name)}
    assert filling.values == here
    assert len(filling.left_out) == len(taken) - len(here)  # what it names is nowhere here
    assert all(may_be_copied(kind, kind.fields[name]) for name in filling.values)


def _names_records(kind: type[Record], name: str) -> bool:
    return isinstance(kind.fields[name], ReferenceField | ReferencesField)


def test_what_a_template_names_and_that_is_here_is_filled_in(desk: Desk) -> None:
    site = save_record(desk, "site", None, {"name": "Canal"}).record.uid
    values = {"site": site, "grave_kind": "PIT", "number": "X", "depth_m": None, "phase": "LOCATED"}
    saved = save_template(desk, "grave", "Pits by the canal", values)
    assert filling_of(desk, saved.record.uid).values == {"site": site, "grave_kind": "PIT"}


def usual(desk: Desk) -> list[str | None]:
    """The names of the templates for teams that this module's other tests did not make."""
    return [one.name for one in templates_of(desk, "team") if one.name in {"Another", "Usual"}]


def test_saved_again_under_its_name_it_changes(desk: Desk) -> None:
    one = save_template(desk, "team", "Usual", {"base": "Basra"}).record
    other = save_template(desk, "team", "Usual", {"base": "Amara"}).record
    assert one.uid == other.uid
    assert filling_of(desk, one.uid).values == {"base": "Amara"}
    save_template(desk, "team", "Another", {"base": "Kut"})
    save_template(desk, "organisation", "Usual", {"country": "IQ"})
    assert usual(desk) == ["Another", "Usual"]
    withdraw_record(desk, one.uid, "No longer used.")
    assert usual(desk) == ["Another"]


def test_what_another_version_wrote_is_said_kept_and_left_out(desk: Desk) -> None:
    code_field = next(
        name
        for name, field in KIND["grave"].fields.items()
        if isinstance(field, ChoiceField | ChoicesField) and may_be_copied(KIND["grave"], field)
    )
    uid = written(
        desk,
        "grave",
        ("grave_kind", '"PIT"'),
        ("of_tomorrow", '"x"'),
        ("number", '"TST01-G01"'),
        ("position", "{}"),
        ("length_m", "7"),
        ("width_m", "not json"),
        ("azimuth_deg", "[" * 5_000),
        (code_field if code_field != "grave_kind" else "disturbance", '["NO_SUCH_CODE"]'),
        ("site", f'"{new_uid()}"'),
    )
    filling = filling_of(desk, uid)
    assert filling.values == {"grave_kind": "PIT"}
    said = [str(one) for one in filling.left_out]
    assert len(said) == 8
    assert "does not know the field “of_tomorrow”" in said[0]
    assert [one for one in said if "belongs to one record alone" in one] == said[1:3]
    assert [one for one in said if "no longer fits" in one] == said[3:7]
    assert "is not on this laptop" in said[7]


def test_saving_again_keeps_what_only_another_version_understands(desk: Desk) -> None:
    uid = written(desk, "team", ("base", '"Basra"'), ("of_tomorrow", '"x"'))
    (template,) = [one for one in templates_of(desk, "team") if one.uid == uid]
    again = save_template(desk, "team", str(template.name), {"base": "Kut"}).record
    assert isinstance(again, Template)
    assert {row.field: row.value for row in again.filled_in or ()} == {
        "base": '"Kut"',
        "of_tomorrow": '"x"',
    }


def test_an_empty_template_is_not_made(desk: Desk) -> None:
    for values in ({}, {"number": "TST01-G01"}, {"grave_kind": None}):
        with pytest.raises(EmptyTemplateError):
            save_template(desk, "grave", "Empty", values)
    with pytest.raises(EmptyTemplateError):
        save_template(desk, "custody_event", "Events", {"purpose": "STORAGE"})


def test_what_is_no_template_here_fills_in_nothing(desk: Desk) -> None:
    odd = save_record(desk, "template", None, {"name": "Odd", "template_of": "NOT_YET"}).record.uid
    for uid in (new_uid(), desk.person, odd):
        with pytest.raises(NoSuchRecordError):
            filling_of(desk, uid)


def test_the_longest_text_fits_a_template(desk: Desk) -> None:
    text = '"' * 20_000
    saved = save_template(desk, "site", "Long", {"access_note": text})
    assert filling_of(desk, saved.record.uid).values == {"access_note": text}
