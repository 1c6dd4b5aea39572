"""`athar bundle`, `athar receipt` and `athar print`: what travels, and what is proven of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.ids import new_uid
from app.crypto.certificates import from_pem, issue, issuing_key, new_key, new_root, to_pem
from app.crypto.pdf import verify_pdf
from app.services.anchors import self_certified
from app.sync.refusals import StrangerError, other_operation
from tests.cli.conftest import Athar
from tests.journeys.fieldwork import GRAVE, Fieldwork, position


def test_a_bundle_travels_by_commands(athar: Athar, work: Fieldwork, tmp_path: Path) -> None:
    laptop, hq = work.folder / "a.athar", work.folder / "hq.athar"
    (bundle,) = athar("bundle", "write", tmp_path, "--store", laptop, "--json").data["bundles"]
    assert Path(bundle["file"]).stat().st_size == bundle["bytes"]

    seen = athar("bundle", "inspect", bundle["file"], "--json").data
    assert (seen["sha256"], seen["recipients"][:2]) == (bundle["sha256"], ["X25519", "X25519"])

    proven = athar(
        "bundle", "verify", bundle["file"],
        "--identity", work.identity_file, "--root", work.root_file, "--json",
    ).data  # fmt: skip
    assert (proven["verified"], proven["signer"]) == (True, "Laptop A")
    assert proven["lines"] == bundle["lines"]
    assert [segment["root_checked"] for segment in proven["segments"]] == [True]

    read = athar("--store", hq, "bundle", "read", bundle["file"], "--json").data
    assert (read["lines_new"], read["gaps"], read["repeat"]) == (bundle["lines"], [], False)
    again = athar("--store", hq, "bundle", "read", bundle["file"]).out
    assert again == "This bundle was read before; nothing is new.\n"

    told = athar("receipt", "read", read["receipt"], "--store", laptop, "--json").data
    # The session that reads the receipt is itself written down, and so was the end of the last.
    assert told["lines_confirmed"] == bundle["lines"] < told["lines_written"]


def test_the_same_is_told_to_people(athar: Athar, work: Fieldwork, tmp_path: Path) -> None:
    bundle = work.known["bundle"]
    verified = athar(
        "bundle", "verify", bundle, "--identity", work.identity_file, "--root", work.root_file
    ).out.splitlines()
    assert verified[0] == "Whole, and signed by Laptop A of this operation."
    assert "sealed bundle of" in athar("bundle", "inspect", bundle).out
    read = athar("bundle", "read", bundle, "--store", work.folder / "hq.athar").out.splitlines()
    assert read[-1].startswith("Give this receipt back to its sender: ")
    receipt = read[-1].rpartition(" ")[2]
    confirmed = athar("receipt", "read", receipt, "--store", work.folder / "a.athar").out
    assert "journal lines of this laptop have been received." in confirmed
    wrote = athar("bundle", "write", tmp_path, "--store", work.folder / "a.athar").out
    assert wrote.endswith("read back and whole.\n")


def test_hazards_are_told_first_and_by_name(athar: Athar, tmp_path: Path) -> None:
    work = Fieldwork(tmp_path, books="AB")
    work.report_a_site()
    draft = {
        "site": work.known["site"],
        "hazard_class": "ITEM",
        "status": "OPEN",
        "observer_position": position(GRAVE),
    }
    hazard = work.save("hazard", "hazard", draft)
    bundle = work.bundle()
    work.close()
    lines = athar("bundle", "read", bundle, "--store", tmp_path / "hq.athar").out.splitlines()
    assert lines[0].startswith("New or worse hazards: 1. Read them")
    assert lines[1] == f"  {hazard.title}"
    # Headquarters passes it on to a laptop that it calls by its name.
    wrote = athar(
        "bundle", "write", work.stick, "--for", "laptop b", "--store", tmp_path / "hq.athar",
        "--json",
    ).data  # fmt: skip
    assert wrote["for"] == work.laptops["B"].replica
    (passed,) = wrote["bundles"]
    told = athar("bundle", "read", passed["file"], "--store", tmp_path / "b.athar", "--json").data
    assert told["hazards"] == [hazard.uid]


def test_a_receipt_that_confirms_nothing_here_says_so(athar: Athar, tmp_path: Path) -> None:
    work = Fieldwork(tmp_path, books="AB")
    receipt = work.deliver(desk=work.laptops["A"]).receipt
    assert receipt is not None
    work.close()
    done = athar("receipt", "read", receipt, "--store", tmp_path / "b.athar")
    assert (done.status, done.out.splitlines()[0]) == (
        0,
        "This receipt confirms nothing of this laptop's journal.",
    )
    told = athar("receipt", "read", receipt, "--store", tmp_path / "b.athar", "--json").data
    assert told["lines_confirmed"] == 0 < told["lines_written"]


def test_a_laptop_that_is_not_enrolled_writes_no_bundle(athar: Athar, tmp_path: Path) -> None:
    work = Fieldwork(tmp_path / "work", books="")
    stranger = work.stranger("S")
    stranger.store.close()
    work.close()
    done = athar("bundle", "write", tmp_path, "--store", work.folder / "s.athar", "--json")
    assert done.status == 1
    assert done.data["reason"] == "not_enrolled"
    assert not list(tmp_path.glob("*.athar-bundle"))


def test_a_command_without_a_store_asks_for_one(athar: Athar, tmp_path: Path) -> None:
    done = athar("bundle", "write", tmp_path)
    assert done.err.splitlines() == [
        "No store was named.",
        "Name it with --store FILE, or set ATHAR_STORE.",
    ]


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Fieldwork:
    """Another operation, with a laptop's certificate beside its root's."""
    fieldwork = Fieldwork(tmp_path_factory.mktemp("other"))
    certificate = to_pem([fieldwork.laptop.keys.certificate])
    (fieldwork.folder / "laptop.pem").write_bytes(certificate)
    fieldwork.close()
    return fieldwork


@pytest.mark.parametrize(
    ("identity", "root", "reason"),
    [
        ("root", "root", "seal_key"),
        ("identity", "identity", "not_a_root"),
        ("identity", "laptop", "not_a_root"),
        ("identity", "other root", "wrong_operation"),
        ("other identity", "root", "not_sealed_for_us"),
        ("bundle", "root", "seal_key"),
    ],
)
def test_verifying_with_the_wrong_file_says_which(
    athar: Athar,
    work: Fieldwork,
    other: Fieldwork,
    identity: str,
    root: str,
    reason: str,
) -> None:
    files = {
        "root": work.root_file,
        "identity": work.identity_file,
        "laptop": other.folder / "laptop.pem",
        "other root": other.root_file,
        "other identity": other.identity_file,
        "bundle": Path(work.known["bundle"]),
    }
    done = athar(
        "bundle", "verify", work.known["bundle"], "--json",
        "--identity", files[identity], "--root", files[root],
    )  # fmt: skip
    assert (done.status, done.data["reason"]) == (1, reason)


def test_a_bundle_of_another_operation_names_both(
    athar: Athar, work: Fieldwork, other: Fieldwork
) -> None:
    done = athar(
        "bundle", "verify", work.known["bundle"],
        "--identity", work.identity_file, "--root", other.root_file,
    )  # fmt: skip
    theirs, ours = (
        issuing_key(from_pem(root.read_bytes())[0])[:8]
        for root in (work.root_file, other.root_file)
    )
    assert theirs != ours
    sentence, hint = done.err.splitlines()
    assert sentence == (
        f"The file was signed in another operation: under the root of TST26 (key {theirs}),"
        f" not of TST26 (key {ours})."
    )
    assert "ask the headquarters of TST26 for its root.pem" in hint


def test_a_laptop_that_nobody_certified_is_not_taken_for_another_operation_s(
    other: Fieldwork,
) -> None:
    (root,) = from_pem(other.root_file.read_bytes())
    key = new_key()
    certificate = self_certified(key, "Laptop S", new_uid())
    assert other_operation(StrangerError(certificate), root) is None
    claiming = issue(
        key, new_root(key, operation_name="TST26"), new_key().public_key(),
        name="Laptop S", role="laptop", uid=new_uid(),
    )  # fmt: skip
    found = other_operation(StrangerError(claiming), root)
    assert found is not None
    assert found.reason == "wrong_operation"


def test_a_form_is_printed_and_signed(athar: Athar, work: Fieldwork, tmp_path: Path) -> None:
    out = tmp_path / "f1.pdf"
    done = athar(
        "print", "f1", "--item", "tst01 01 a0001b", "--lang", "ar", "--out", out,
        "--store", work.folder / "a.athar", "--json",
    )  # fmt: skip
    told = done.data
    assert (told["form"], told["item"], told["language"]) == ("F1", "TST01-01-A0001B", "ar")
    assert told["bytes"] == out.stat().st_size
    signed = verify_pdf(out.read_bytes(), from_pem(work.root_file.read_bytes()))
    assert signed.covers_whole_file


@pytest.mark.parametrize(
    ("form", "item", "more"),
    [
        ("F4", "tst01", ("--sensitivity", "C2")),
        ("F4", "TST01", ()),
        ("plan", "tst01", ("--paper", "A3-wide")),
        ("card", "tst01 01 a0001b", ()),
        ("CARD", "TST01", ()),
    ],
)
def test_a_card_and_a_site_report_are_printed_alike(
    athar: Athar, work: Fieldwork, tmp_path: Path, form: str, item: str, more: tuple[str, ...]
) -> None:
    out = tmp_path / "form.pdf"
    store = work.folder / "a.athar"
    done = athar("print", form, "--item", item, *more, "--out", out, "--store", store, "--json")
    assert (done.data["form"], done.data["bytes"]) == (form.upper(), out.stat().st_size)
    assert verify_pdf(out.read_bytes(), from_pem(work.root_file.read_bytes())).covers_whole_file


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ("TST01-01-A0009B", "No item on this laptop carries the number"),
        ("TST01", "No item on this laptop carries the number"),
    ],
)
def test_nothing_is_printed_of_what_is_not_there(
    athar: Athar, work: Fieldwork, tmp_path: Path, item: str, sentence: str
) -> None:
    out = tmp_path / "f1.pdf"
    done = athar("print", "F1", "--item", item, "--out", out, "--store", work.folder / "a.athar")
    assert done.status == 1
    assert sentence in done.err
    assert not out.exists()
