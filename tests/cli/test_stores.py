"""`athar store` and `athar hq`: from two empty folders to an enrolled laptop, by commands alone."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.crypto.certificates import from_pem, new_key, subject_role
from app.crypto.passphrases import TEST_COST
from app.services.beginnings import Beginning
from app.services.operation import close_desk, open_store
from app.store.store import StoreTroubleError
from tests.cli.conftest import Athar
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork

WHO = ("--person", "سارة", "--latin", "Sara", "--code", "S1")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing passphrases costs nothing here; what it costs really is tried elsewhere."""
    beginning = partial(Beginning, cost=TEST_COST)
    monkeypatch.setattr("app.cli.stores.Beginning", beginning)
    monkeypatch.setattr("app.cli.headquarters.Beginning", beginning)


def test_a_laptop_joins_an_operation_by_commands(athar: Athar, tmp_path: Path) -> None:
    begun = athar(
        "hq", "new", tmp_path / "hq", "--operation", "TST26", "--title", "Test", *WHO, "--json"
    ).data
    assert [len(sheet.split()) for sheet in begun["recovery_sheets"]] == [33, 33, 33]
    (root,) = from_pem(Path(begun["root"]).read_bytes())
    assert subject_role(root) == "root"

    store = tmp_path / "a.athar"
    made = athar("store", "new", store, *WHO, "--laptop", "Laptop A", "--book", "a", "--json").data
    assert (made["book"], len(made["words"])) == ("A", 8)
    assert athar("store", "info", store, "--json").data["enrolled"] is False

    answered = athar(
        "hq", "enrol", tmp_path / "hq" / "hq.athar", made["request"], "--book", "A",
        "--words", " ".join(made["words"]).upper(), "--json",
    ).data  # fmt: skip
    assert (answered["laptop"], answered["replica"]) == ("Laptop A", made["replica"])
    assert answered["words"] == begun["words"]

    joined = athar(
        "store", "enrol", store, answered["enrolment"],
        "--words", ", ".join(begun["words"]), "--json",
    ).data  # fmt: skip
    assert joined["operation"] == begun["operation"]
    info = athar("store", "info", store, "--json").data
    assert (info["enrolled"], info["laptop"], info["book"]) == (True, "Laptop A", "A")
    assert athar("store", "check", store, "--json").data["sound"] is True


def test_the_same_is_told_to_people(athar: Athar, work: Fieldwork) -> None:
    done = athar("store", "info", work.folder / "a.athar")
    assert done.status == 0
    first, second, third = done.out.splitlines()
    assert first == "Operation TST26, Laptop A, number book A."
    assert second == "Enrolled by headquarters."
    assert third.split()[1] == "records,"
    assert "Sound: " in athar("store", "check", work.folder / "hq.athar").out


def test_a_practice_store_says_so_first(athar: Athar, tmp_path: Path) -> None:
    athar(
        "hq",
        "new",
        tmp_path / "p.athar",
        "--operation",
        "PRA26",
        "--title",
        "P",
        *WHO,
        "--practice",
    )
    done = athar("store", "info", tmp_path / "p.athar")
    assert done.out.splitlines()[0] == "PRACTICE: nothing in here is real."


def test_a_passphrase_is_typed_twice_and_unseen(athar: Athar, tmp_path: Path) -> None:
    store = tmp_path / "a.athar"
    done = athar(
        "store", "new", store, *WHO, "--laptop", "A", "--book", "A",
        opened_by=None, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n",
    )  # fmt: skip
    assert done.status == 0
    assert PASSPHRASE not in done.out + done.err
    close_desk(open_store(store, PASSPHRASE))


def test_a_passphrase_is_read_from_a_file(athar: Athar, work: Fieldwork, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"\xef\xbb\xbf" + PASSPHRASE.encode() + b"\r\nsecond line\n")
    done = athar(
        "store", "info", work.folder / "a.athar", "--passphrase-file", file, opened_by="not this"
    )
    assert done.status == 0


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\xfd"])
def test_a_passphrase_file_without_one_is_refused(
    athar: Athar, work: Fieldwork, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    done = athar("store", "info", work.folder / "a.athar", "--passphrase-file", file)
    assert (done.status, done.err.splitlines()[0]) == (1, "No passphrase was given.")


def test_without_anybody_to_ask_no_passphrase_is_given(athar: Athar, work: Fieldwork) -> None:
    done = athar("store", "info", work.folder / "a.athar", opened_by=None, typed="")
    assert done.status == 1
    assert "No passphrase was given." in done.err
    assert "--passphrase-file" in done.err


def test_a_refusal_is_one_sentence_and_a_hint(athar: Athar, work: Fieldwork) -> None:
    done = athar("store", "info", work.folder / "a.athar", opened_by="something else")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines() == [
        "The passphrase does not open this file.",
        "Nothing was changed. Check the keyboard language and Caps Lock, and try again.",
    ]


def test_a_refusal_is_told_to_programs_as_well(athar: Athar, work: Fieldwork) -> None:
    done = athar("store", "info", work.folder / "a.athar", "--json", opened_by="something else")
    assert done.status == 1
    assert done.data == {
        "error": "The passphrase does not open this file.",
        "hint": "Nothing was changed. Check the keyboard language and Caps Lock, and try again.",
        "reason": "wrong_passphrase",
    }


def test_a_refusal_speaks_the_language_asked_for(athar: Athar, tmp_path: Path) -> None:
    english = athar("store", "info", tmp_path / "none.athar").err
    arabic = athar("--lang", "ar", "store", "info", tmp_path / "none.athar").err
    assert english.splitlines()[0] == f"There is no file {tmp_path / 'none.athar'}."
    assert arabic.splitlines()[0] not in english
    assert any("\u0600" <= mark <= "\u06ff" for mark in arabic)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--book", "I"), "“I” is not the letter of a number book."),
        (("--book", "AB"), "“AB” is not the letter of a number book."),
    ],
)
def test_a_book_that_is_none_begins_nothing(
    athar: Athar, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    done = athar("store", "new", tmp_path / "a.athar", *WHO, "--laptop", "A", *options)
    assert (done.status, done.err.splitlines()[0]) == (1, sentence)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("title", "person", "operation", "sentence"),
    [
        ("", "سارة", "TST26", "The operation has no title."),
        ("  ", "سارة", "TST26", "The operation has no title."),
        ("Test", " ", "TST26", "The first person has no name."),
        ("Test", "سارة", "nope", "“NOPE” does not fit the field “Operation code”."),
    ],
)
def test_a_refused_headquarters_leaves_not_even_its_folder(
    athar: Athar, tmp_path: Path, title: str, person: str, operation: str, sentence: str
) -> None:
    done = athar(
        "hq", "new", tmp_path / "new" / "hq", "--operation", operation, "--title", title,
        "--person", person,
    )  # fmt: skip
    assert (done.status, done.err.splitlines()[0]) == (1, sentence)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("person", "laptop", "role", "sentence"),
    [
        ("", "A", "TL", "The first person has no name."),
        ("سارة", " ", "TL", "The laptop has no name."),
        ("سارة", "حاسوب", "TL", "The name cannot be put into a certificate."),
        ("سارة", "A", "QQ", "“QQ” does not fit the field “Role”."),
    ],
)
def test_a_refused_laptop_leaves_nothing(
    athar: Athar, tmp_path: Path, person: str, laptop: str, role: str, sentence: str
) -> None:
    done = athar(
        "store", "new", tmp_path / "a.athar", "--person", person, "--laptop", laptop,
        "--book", "A", "--role", role,
    )  # fmt: skip
    assert (done.status, done.err.splitlines()[0]) == (1, sentence)
    assert not list(tmp_path.iterdir())


def test_codes_are_written_in_capitals_for_whoever_types_them_small(
    athar: Athar, tmp_path: Path
) -> None:
    done = athar(
        "hq", "new", tmp_path / "hq.athar", "--operation", "tst26", "--title", "Test",
        "--person", "هدى", "--code", "h1", "--role", "hqd", "--book", "h", "--json",
    )  # fmt: skip
    assert done.status == 0
    info = athar("store", "info", tmp_path / "hq.athar", "--json").data
    assert (info["operation_code"], info["book"]) == ("TST26", "H")


def test_the_root_opens_with_a_passphrase_of_its_own(
    athar: Athar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, wrong = tmp_path / "root.txt", tmp_path / "wrong.txt"
    secret.write_text("another four words again\n")
    wrong.write_text("not these words at all\n")
    hq = tmp_path / "hq" / "hq.athar"
    athar(
        "hq", "new", hq.parent, "--operation", "TST26", "--title", "Test", *WHO,
        "--root-passphrase-file", secret,
    )  # fmt: skip
    made = athar(
        "store", "new", tmp_path / "a.athar", *WHO, "--laptop", "A", "--book", "A", "--json"
    ).data
    enrol = (
        "hq", "enrol", hq, made["request"], "--book", "A", "--words", " ".join(made["words"]),
    )  # fmt: skip
    for given in ((), ("--root-passphrase-file", wrong)):
        done = athar(*enrol, *given)
        assert done.status == 1
        sentence, hint = done.err.splitlines()
        assert sentence == "The passphrase does not open the operation's root key."
        assert hint.startswith("The laptop was not enrolled.")
        assert not list(tmp_path.glob("*.athar-enrolment"))
    assert athar(*enrol, "--root-passphrase-file", secret).status == 0
    monkeypatch.setenv("ATHAR_ROOT_PASSPHRASE", "another four words again")
    assert athar(*enrol).status == 0
    monkeypatch.delenv("ATHAR_ROOT_PASSPHRASE")
    typed = f"{PASSPHRASE}\nanother four words again\n"
    done = athar(*enrol, opened_by=None, typed=typed)
    assert done.status == 0
    assert "Passphrase of the operation's root" in done.err


def test_a_passphrase_is_asked_for_once(athar: Athar, work: Fieldwork, tmp_path: Path) -> None:
    request = athar("store", "request", work.folder / "a.athar", "--out", tmp_path, "--json").data
    done = athar(
        "hq", "enrol", work.folder / "hq.athar", request["request"], "--book", "A",
        "--words", " ".join(request["words"]), opened_by=None, typed=f"{PASSPHRASE}\n",
    )  # fmt: skip
    assert done.status == 0


def test_an_empty_variable_is_no_passphrase(athar: Athar, work: Fieldwork) -> None:
    done = athar("store", "info", work.folder / "a.athar", opened_by="", typed=f"{PASSPHRASE}\n")
    assert done.status == 0


def test_a_weak_passphrase_begins_nothing(athar: Athar, tmp_path: Path) -> None:
    done = athar(
        "store", "new", tmp_path / "a.athar", *WHO, "--laptop", "A", "--book", "A",
        opened_by="short",
    )  # fmt: skip
    assert "shorter than 8 characters" in done.err
    assert not list(tmp_path.iterdir())


def test_an_existing_file_is_never_overwritten(athar: Athar, work: Fieldwork) -> None:
    store = work.folder / "a.athar"
    before = store.read_bytes()
    done = athar("store", "new", store, *WHO, "--laptop", "A", "--book", "A")
    assert (done.status, done.err.splitlines()[0]) == (1, "There is already a file of that name.")
    assert store.read_bytes() == before


@pytest.mark.parametrize("offset", ["3", "+3:00", "+15:00", "+03:60", "east"])
def test_an_offset_is_written_in_one_way(athar: Athar, tmp_path: Path, offset: str) -> None:
    done = athar(
        "store", "new", tmp_path / "a.athar", *WHO, "--laptop", "A", "--book", "A",
        "--utc-offset", offset,
    )  # fmt: skip
    assert done.status == 2
    assert "write it as +03:00" in done.err


def test_a_request_can_be_written_again(athar: Athar, work: Fieldwork, tmp_path: Path) -> None:
    done = athar("store", "request", work.folder / "a.athar", "--out", tmp_path, "--json")
    assert Path(done.data["request"]).parent == tmp_path
    assert len(done.data["words"]) == 8


def test_no_laptop_is_enrolled_before_its_words_are_compared(
    athar: Athar, work: Fieldwork, tmp_path: Path
) -> None:
    request = athar("store", "request", work.folder / "a.athar", "--out", tmp_path, "--json").data
    hq = work.folder / "hq.athar"
    for typed in ("", "n\n"):
        done = athar("hq", "enrol", hq, request["request"], "--book", "Z", typed=typed)
        assert done.status == 1
        assert "its eight words were not confirmed" in done.err
        assert "The request of Laptop A has these eight words:" in done.err
        assert " ".join(request["words"]) in done.err
    done = athar("hq", "enrol", hq, request["request"], "--book", "Z", "--words", "a b c d e f g h")
    assert done.err.splitlines()[0] == "The eight words are not those of this request."
    done = athar("hq", "enrol", hq, request["request"], "--book", "H", typed="y\n")
    assert "held by another laptop" in done.err
    for letter in ("I", "9", "AB"):
        done = athar("hq", "enrol", hq, request["request"], "--book", letter, typed="y\n")
        assert (done.status, done.err.splitlines()[0]) == (
            1,
            f"“{letter}” is not the letter of a number book.",
        )


def test_an_answer_with_other_words_is_not_accepted(
    athar: Athar, work: Fieldwork, tmp_path: Path
) -> None:
    request = athar("store", "request", work.folder / "a.athar", "--out", tmp_path, "--json").data
    answer = athar(
        "hq", "enrol", work.folder / "hq.athar", request["request"], "--book", "A", "--json",
        "--words", " ".join(request["words"]), "--out", tmp_path,
    ).data  # fmt: skip
    done = athar(
        "store", "enrol", work.folder / "a.athar", answer["enrolment"], "--words", "one two three"
    )
    assert done.err.splitlines()[0] == "The eight words are not those of this file."


def test_a_store_that_cannot_be_read_is_not_sent_to_the_check_that_it_is_in(
    athar: Athar, work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreTroubleError("The database refused.", hint="Run “athar store check”.")

    monkeypatch.setattr("app.cli.stores.check_store", fail)
    done = athar("store", "check", work.folder / "a.athar", "--json")
    assert (done.status, done.data["reason"]) == (1, "store_unsound")
    assert done.data["error"].startswith("The file could not be read to its end")
    assert "store check" not in done.data["hint"]


def test_a_store_that_is_not_sound_says_what_is_wrong(athar: Athar, tmp_path: Path) -> None:
    work = Fieldwork(tmp_path)
    with work.laptop.store.writing() as pen:
        pen._connection.exec_driver_sql("UPDATE r_person SET f_full_name = 'somebody else'")
    work.close()
    done = athar("store", "check", tmp_path / "a.athar", "--json")
    assert done.status == 1
    assert json.loads(done.out)["error"] == "Records differ from their journal in: person."
    assert json.loads(done.out)["reason"] == "store_unsound"


def test_a_seal_in_anothers_name_is_not_sound(athar: Athar, tmp_path: Path) -> None:
    work = Fieldwork(tmp_path)
    work.report_a_site()
    forger = replace(work.laptop.keys, person_key=new_key())
    close_desk(replace(work.laptop, keys=forger))
    close_desk(work.hq)
    done = athar("store", "check", tmp_path / "a.athar", "--json")
    assert (done.status, done.data["reason"]) == (1, "store_unsound")
    assert "of قائد A (Laptop A)." in done.data["error"]


def test_whose_word_is_still_missing_is_said(athar: Athar, tmp_path: Path) -> None:
    work = Fieldwork(tmp_path)
    work.report_a_site()
    work.deliver()
    work.close()
    store = work.folder / "hq.athar"
    assert athar("store", "check", store, "--json").data["unvouched"] == [
        {"person": "قائد A", "laptop": "Laptop A"}
    ]
    assert athar("store", "check", store).out.splitlines()[1:] == [
        "قائد A has not sealed the last lines on Laptop A: until then only it vouches for them."
    ]
    stranger = tmp_path / "b.athar"
    close_desk(work.stranger("B"))
    (unproven,) = athar("store", "check", stranger).out.splitlines()[1:]
    assert unproven.startswith("The seals of قائد B on ")
    assert unproven.endswith(" cannot be checked before their certificate arrives.")


def test_a_copied_headquarters_opens_with_the_passphrase_of_its_root(
    athar: Athar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "root.txt"
    secret.write_text("another four words again\n")
    athar(
        "hq", "new", tmp_path / "hq", "--operation", "TST26", "--title", "Test", *WHO,
        "--root-passphrase-file", secret,
    )  # fmt: skip
    for copy in ("one", "two"):
        shutil.copytree(tmp_path / "hq", tmp_path / copy)
    one, two = tmp_path / "one" / "hq.athar", tmp_path / "two" / "hq.athar"
    done = athar("store", "info", one, "--json")
    assert (done.status, done.data["reason"]) == (1, "wrong_passphrase")
    assert done.data["error"].startswith("This is a copy of a headquarters")
    done = athar("store", "info", one, "--root-passphrase-file", secret, "--json")
    assert (done.status, done.data["enrolled"]) == (0, True)
    monkeypatch.setenv("ATHAR_ROOT_PASSPHRASE", "another four words again")
    assert athar("store", "check", two).status == 0


def test_a_copy_says_what_it_is(athar: Athar, work: Fieldwork, tmp_path: Path) -> None:
    assert athar("store", "info", work.folder / "a.athar", "--json").data["came_back"] == ""
    shutil.copy2(work.folder / "a.athar", tmp_path)
    shutil.copytree(work.folder / "a.files", tmp_path / "a.files")
    done = athar("store", "info", tmp_path / "a.athar")
    assert done.out.splitlines()[-1].startswith("This is a copy of another store.")
    told = athar("store", "info", tmp_path / "a.athar", "--json").data["came_back"]
    assert told == done.out.splitlines()[-1]
