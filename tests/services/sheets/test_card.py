"""The card of any record: its print place for every declared field, and nothing that is not so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.core.wording import wording
from app.models.containers import Container
from app.models.fields import RowsField, Sensitivity
from app.models.kinds import KINDS
from app.models.record import Record
from app.models.remains import RemainsCase
from app.reports.card import Card, Line
from app.reports.words import Tongues, Words
from app.rules.verdicts import Level
from app.services.desk import Desk
from app.services.margins import note_beside
from app.services.operation import close_desk
from app.services.printing import NotPrintableError, print_card, print_form
from app.services.recording import save_record
from app.services.sheets.card import RecordCard
from app.store.transactions import Edit
from tests.models.strategies import values_for
from tests.reports.reading import by_pypdf
from tests.rules.world import later
from tests.services.sheets.bench import Bench, left, right

NAME = RemainsCase.fields["presumptive_id"].label


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A bench that nobody writes to."""
    made = Bench(tmp_path_factory.mktemp("still") / "work")
    yield made
    close_desk(made.desk)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "work")
    yield made
    close_desk(made.desk)


def card_of(desk: Desk, record: Record, language: str = "ar") -> Card:
    say = Tongues(wording("en"), None if language == "en" else wording(language))
    with desk.store.reading() as view:
        return RecordCard(desk, view, record, say).card()


def lines_of(card: Card) -> dict[str, Line]:
    return {left(line.label): line for part in card.parts for line in part.lines}


def said(line: Line) -> list[str]:
    return [left(words) for words in line.value]


def texts(card: Card) -> str:
    told: list[Words] = [words for line in lines_of(card).values() for words in line.value]
    return "\n".join(f"{left(words)}\n{right(words)}" for words in told)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_field_that_says_something_stands_on_the_card(
    still: Bench, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    values = data.draw(values_for(kind))
    card = card_of(still.desk, kind(still.uid("any"), values))
    lines = lines_of(card)
    for name in values:
        field = kind.fields[name]
        line = lines[field.label]
        if isinstance(field, RowsField):
            assert line.cells is not None
            filled = {column for row in values[name] for column in row.values}
            shown = {left(head) for head in line.cells.heads}
            assert {field.row.columns[column].label for column in filled} <= shown
        else:
            assert any(left(words) for words in line.value)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_an_empty_record_says_what_is_to_be_completed(still: Bench, kind: type[Record]) -> None:
    card = card_of(still.desk, kind(still.uid("empty"), {}))
    wanted = {label for label, line in lines_of(card).items() if line.is_wanted}
    assert wanted == {
        field.label
        for field in kind.fields.values()
        if field.required and not (field.needed and not field.needed(kind(still.uid("empty"), {})))
    }


def test_an_amendment_stands_beside_what_holds_now(bench: Bench) -> None:
    bench.write("container", "bag", part_no=2, reason="Counted again.")
    card = card_of(bench.desk, bench.record("bag"))
    line = lines_of(card)[Container.fields["part_no"].label]
    assert (said(line), [left(one.value) for one in line.before]) == (["\u20662\u2069"], [""])
    [part] = [part for part in card.parts if part.notes]
    [footnote] = part.notes
    assert (footnote.number, footnote.reason) == (1, "Counted again.")
    assert (left(footnote.author), right(footnote.author)) == ("Leader H", "قائد H")
    pdf = print_card(bench.desk, bench.record("bag"), "en").pdf
    assert any("Counted again." in page for page in by_pypdf(pdf))


def test_what_was_only_drafted_is_no_amendment(bench: Bench) -> None:
    bench.write("remains_case", "body", case_type="BP")
    card = card_of(bench.desk, bench.record("body"))
    assert not any(part.notes for part in card.parts)
    assert card.cover.is_draft


def test_strict_fields_print_only_for_those_who_may_see_them(bench: Bench) -> None:
    body = bench.record("body")
    assert said(lines_of(card_of(bench.desk, body))[NAME]) == ["A disc was found."]
    card = card_of(as_person(bench, "Dina"), body)
    assert said(lines_of(card)[NAME]) == ["Withheld: strictly confidential"]
    assert "disc" not in texts(card)
    assert b"disc" not in card.cover.attachment
    assert left(card.cover.sensitivity) == "C1 internal"


def test_amendments_and_notes_of_strict_fields_are_withheld_as_well(bench: Bench) -> None:
    bench.write("remains_case", "body", state="FINAL")
    bench.write("remains_case", "body", presumptive_id="A letter.", reason="Read again.")
    note_beside(bench.desk, bench.uid("body"), "presumptive_id", text="Beside the disc.")
    pages = " ".join(by_pypdf(print_card(as_person(bench, "Dina"), bench.record("body"), "en").pdf))
    assert "Read again." in pages
    for text in ("A letter.", "A disc was found.", "Beside the disc."):
        assert text not in pages
    seen = " ".join(by_pypdf(print_card(bench.desk, bench.record("body"), "en").pdf))
    for text in ("A letter.", "A disc was found.", "Beside the disc."):
        assert text in seen


def test_a_raised_record_tells_others_no_more_than_its_number(bench: Bench) -> None:
    bench.write("container", "bag", raised_sensitivity=Sensitivity.C3.name)
    card = card_of(as_person(bench, "Dina"), bench.record("bag"))
    withheld = {"Withheld: strictly confidential"}
    told = {label: {*said(line)} for label, line in lines_of(card).items() if line.value}
    open_labels = {label for label, words in told.items() if words != withheld}
    assert open_labels == {"Container number", "State", "Raised confidentiality"}


def test_names_of_staff_are_codes_where_the_operation_says_so(bench: Bench) -> None:
    bench.write("remains_case", "body", exposed_by=bench.uid("Dina"))
    bench.write("person", "Dina", number="D7")
    assert said(lines_of(card_of(bench.desk, bench.record("body")))["Exposed by"]) == ["Dina"]
    hide_names(bench)
    card = card_of(bench.desk, bench.record("body"))
    assert said(lines_of(card)["Exposed by"]) == ["\u2066D7\u2069"]
    assert "Leader" not in str(card.cover.printing.by)


def test_a_note_in_the_margin_stands_beside_its_value(bench: Bench) -> None:
    note_beside(bench.desk, bench.uid("body"), "case_type", certainty="UNCERTAIN", text="Roots.")
    note_beside(bench.desk, bench.uid("body"), "", text="Seen by two.")
    lines = lines_of(card_of(bench.desk, bench.record("body")))
    [noted] = lines["Kind of remains"].margin
    assert (left(noted.doubt), noted.text, left(noted.by)) == ("Uncertain", "Roots.", "Leader H")
    assert [one.text for one in lines["Beside the whole record"].margin] == ["Seen by two."]


def test_a_disputed_field_shows_both_values(bench: Bench) -> None:
    with bench.desk.store.writing() as pen:
        seen = pen.records.heads(bench.uid("body"), "remains_case", "case_type")
        assert len(seen) == 1
        for code in ("BP", "CG"):
            edit = Edit("remains_case", bench.uid("body"), {"case_type": code})
            pen.append([edit], by=bench.desk.person, at=bench.desk.now())
    record = bench.record("body")
    if not record.disputed:  # one laptop alone cannot disagree with itself
        record = type(record)(record.uid, record.values, disputed=frozenset({"case_type"}))
    card = card_of(bench.desk, record)
    assert lines_of(card)["Kind of remains"].rivals
    assert card.cover.disputes == 1


def test_the_card_says_who_saved_it_although_a_rule_warned(bench: Bench) -> None:
    late = {"site": bench.uid("site"), "occurred_at": later(-3 * 24 * 60)}
    saved = save_record(bench.desk, "container", None, late)
    assert "BR-22" in {one.rule for one in saved.verdicts if one.level is Level.WARN}
    told = {left(line.label): said(line) for line in card_of(bench.desk, saved.record).origin}
    (warned,) = told["Saved although a rule warned"]
    assert "BR-22" in warned
    assert "Leader H" in warned
    calm = card_of(bench.desk, bench.record("grave")).origin
    assert "Saved although a rule warned" not in {left(line.label) for line in calm}


def test_photos_are_blurred_or_hidden_as_they_say(bench: Bench, tmp_path: Path) -> None:
    target = io.BytesIO()
    Image.effect_noise((600, 400), 90).convert("RGB").save(target, "JPEG")
    medium = bench.desk.vault.add_bytes(target.getvalue(), "image/jpeg")
    for policy in ("NORMAL", "BLUR", "HIDDEN"):
        told: dict[str, Any] = {"subjects": (bench.uid("body"),), "file": medium.sha256}
        bench.write("photo", policy, number=f"SNJ03-P{policy}", show_policy=policy, **told)
    bench.write("photo", "gone", number="SNJ03-PZ", show_policy="NORMAL",
                subjects=(bench.uid("body"),), file="0" * 64)  # fmt: skip
    shown = {one.number: one for one in card_of(bench.desk, bench.record("body")).pictures}
    assert len(shown) == 4
    sharp, blurred = shown["SNJ03-PNORMAL"], shown["SNJ03-PBLUR"]
    assert len(blurred.jpeg) < len(sharp.jpeg) / 2
    assert left(blurred.note) == "Blurred"
    assert shown["SNJ03-PHIDDEN"].jpeg == b""
    assert shown["SNJ03-PZ"].jpeg == b""
    assert left(shown["SNJ03-PZ"].note)


def test_a_card_is_asked_for_by_number_or_by_identity(bench: Bench) -> None:
    assert print_form(bench.desk, "CARD", "snj03 01 a0003b", "en").number == "SNJ03-01-A0003B"
    assert print_form(bench.desk, "CARD", bench.uid("Dina"), "ar").file_stem == "CARD-ar"
    with pytest.raises(NotPrintableError, match="carries the number"):
        print_form(bench.desk, "CARD", "SNJ09-01-A0001B", "en")


def as_person(bench: Bench, name: str) -> Desk:
    """The same desk with somebody else at it, who has no role."""
    made = bench.desk
    return type(made)(made.store, made.layout, made.keys, bench.uid(name), made.clock,
                      made.vault_key)  # fmt: skip


def hide_names(bench: Bench) -> None:
    with bench.desk.store.writing() as pen:
        [operation] = pen.records.all_of("operation")
        edit = Edit("operation", operation.uid, {"hides_staff_names": True})
        pen.append([edit], by=bench.desk.person, at=bench.desk.now())
