"""Stores that came back from a backup, or are copies: they begin again, and lose nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.crypto.passphrases import WrongPassphraseError
from app.services.checking import check_store
from app.services.desk import Desk
from app.services.findings import findings
from app.services.operation import close_desk, is_enrolled, open_store, store_info
from app.services.reading import list_records
from app.services.receiving import read_bundle
from app.services.sending import write_bundle
from app.services.status import status
from app.store.layout import Layout
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork
from tests.services.copies import backup_of, copied, restored


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    fieldwork = Fieldwork(tmp_path)
    yield fieldwork
    fieldwork.close()


@dataclass(frozen=True)
class _Being:
    """What makes a store the one it is."""

    journal: str
    replica: str
    epoch: str
    book: str
    identity: str

    @classmethod
    def of(cls, desk: Desk) -> _Being:
        with desk.store.reading() as view:
            return cls(
                view.tip.journal,
                desk.replica,
                view.setting("store_epoch"),
                view.setting("book"),
                desk.keys.identity.recipient,
            )


def test_a_store_that_is_opened_again_goes_on(work: Fieldwork) -> None:
    before = _Being.of(work.laptop)
    close_desk(work.laptop)
    work.laptops["A"] = open_store(work.laptop.layout.file, PASSPHRASE, clock=work.clock)
    assert _Being.of(work.laptop) == before


def test_a_store_that_was_moved_whole_goes_on(work: Fieldwork, tmp_path: Path) -> None:
    before = _Being.of(work.laptop)
    close_desk(work.laptop)
    there = tmp_path / "there" / "renamed.athar"
    there.parent.mkdir()
    work.laptop.layout.folder.rename(Layout(there).folder)
    work.laptop.layout.file.rename(there)
    work.laptops["A"] = open_store(there, PASSPHRASE, clock=work.clock)
    assert _Being.of(work.laptop) == before


def test_a_restored_laptop_begins_again_and_loses_nothing(work: Fieldwork, tmp_path: Path) -> None:
    work.report_a_site()
    for_it = write_bundle(work.hq, work.stick, to=work.laptop.replica)[0]
    backup = backup_of(work.laptop, tmp_path / "backup")
    before = _Being.of(work.laptop)
    work.save("team", "gone", {"name": "Written after the backup"})

    work.laptops["A"] = restored(work.laptop, backup)

    now = _Being.of(work.laptop)
    for name in ("journal", "replica", "epoch", "book", "identity"):
        assert getattr(now, name) != getattr(before, name), name
    assert (now.book, is_enrolled(work.laptop)) == ("", False)
    assert read_bundle(work.laptop, for_it.path, is_isolated=False).lines_new > 0
    work.save("team", "new", {"name": "Written anew"})

    work.laptops["A"] = work.enrolled(work.laptop, "B")
    report = work.deliver()
    work.confirm(report)

    assert {record.values["name"] for record in list_records(work.hq, "team")} == {"Written anew"}
    assert [record.number for record in list_records(work.hq, "site")] == ["TST01"]
    assert (report.gaps, status(work.laptop).lines_only_here) == ((), 0)
    assert findings(work.hq) == []
    assert check_store(work.laptop).is_sound
    assert _Being.of(work.laptop).book == "B"


def test_what_a_backup_holds_arrives_although_the_laptop_and_its_keys_are_gone(
    work: Fieldwork, tmp_path: Path
) -> None:
    """The journal was signed for when the session ended."""
    work.report_a_site()
    close_desk(work.laptop)
    file = tmp_path / "new laptop" / "a.athar"
    file.parent.mkdir()
    shutil.copyfile(work.laptop.layout.file, file)
    Layout(file).make()
    shutil.copyfile(work.laptop.layout.slots, Layout(file).slots)

    work.laptops["A"] = open_store(file, PASSPHRASE, clock=work.clock)
    work.laptops["A"] = work.enrolled(work.laptop, "B")
    report = work.deliver()

    assert report.gaps == ()
    assert [record.number for record in list_records(work.hq, "site")] == ["TST01"]


def test_numbers_are_not_given_again_by_who_came_back(work: Fieldwork, tmp_path: Path) -> None:
    work.report_a_site()
    backup = backup_of(work.laptop, tmp_path / "backup")
    bag = {"site": work.known["site"], "container_kind": "BAG"}
    given = [work.save("container", "bag", bag).number]
    work.deliver()
    work.laptops["A"] = restored(work.laptop, backup)
    assert work.save("container", "unnumbered", bag).number is None
    work.laptops["A"] = work.enrolled(work.laptop, "B")
    given.append(work.save("container", "bag", bag).number)
    assert given == ["TST01-KA0001", "TST01-KB0001"]
    work.deliver()
    assert findings(work.hq) == []


def test_a_copy_begins_again_and_the_original_goes_on(work: Fieldwork, tmp_path: Path) -> None:
    work.report_a_site()
    file = copied(work.laptop, tmp_path / "copy")
    before = _Being.of(work.laptop)

    copy = open_store(file, PASSPHRASE, clock=work.clock)

    now = _Being.of(copy)
    assert now.journal != before.journal
    assert now.replica != before.replica
    assert now.identity != before.identity
    close_desk(work.laptop)
    work.laptops["A"] = open_store(work.laptop.layout.file, PASSPHRASE, clock=work.clock)
    assert _Being.of(work.laptop) == before
    copy = work.laptops["B"] = work.enrolled(copy, "B")
    work.save("team", "ours", {"name": "Ours"})
    work.save("team", "theirs", {"name": "Theirs"}, desk=copy)
    work.deliver()
    work.deliver(desk=copy)
    assert {record.values["name"] for record in list_records(work.hq, "team")} == {
        "Ours",
        "Theirs",
    }
    assert findings(work.hq) == []


def test_work_before_enrolment_is_not_lost_by_copying(work: Fieldwork, tmp_path: Path) -> None:
    """The new laptop's disk was replaced before headquarters had ever heard of it."""
    stranger = work.stranger("B")
    work.save("team", "early", {"name": "Early"}, desk=stranger)
    close_desk(stranger)
    copy = open_store(copied_closed(stranger, tmp_path / "copy"), PASSPHRASE, clock=work.clock)
    copy = work.laptops["B"] = work.enrolled(copy, "B")
    work.save("team", "late", {"name": "Late"}, desk=copy)
    report = work.deliver(desk=copy)
    assert {record.values["name"] for record in list_records(work.hq, "team")} == {"Early", "Late"}
    assert report.gaps == ()


def test_a_restored_headquarters_stays_who_it_is(work: Fieldwork, tmp_path: Path) -> None:
    backup = backup_of(work.hq, tmp_path / "backup")
    before = _Being.of(work.hq)
    work.report_a_site()
    bundle = work.bundle()

    work.hq = restored(work.hq, backup)

    now = _Being.of(work.hq)
    assert (now.replica, now.identity) == (before.replica, before.identity)
    assert now.journal != before.journal
    assert now.epoch != before.epoch
    assert now.book not in {before.book, "", "A"}
    assert work.deliver(bundle).lines_new > 0
    assert _Being.of(work.hq).book == now.book
    assert findings(work.hq) == []
    (told,) = write_bundle(work.hq, work.stick, to=work.laptop.replica)
    assert read_bundle(work.laptop, told.path, is_isolated=False).lines_new > 0


def test_the_book_of_before_is_closed_and_never_taken_up_again(
    work: Fieldwork, tmp_path: Path
) -> None:
    """Whatever the clock says: it may have gone back by years meanwhile."""
    backup = backup_of(work.hq, tmp_path / "backup")
    old = _Being.of(work.hq).book
    work.clock.at = type(work.clock.at).parse("2019-01-01T06:00:00+03:00")
    work.hq = restored(work.hq, backup)
    work.deliver()
    assert _Being.of(work.hq).book != old
    books = {book.values["letter"]: book for book in list_records(work.hq, "number_book")}
    assert books[old].values.get("closed_at") is not None
    assert books[_Being.of(work.hq).book].values.get("closed_at") is None


def test_a_copied_headquarters_reads_what_was_sealed_to_the_original(
    work: Fieldwork, tmp_path: Path
) -> None:
    work.report_a_site()
    bundle = work.bundle()
    before = _Being.of(work.hq)
    close_desk(work.hq)

    work.hq = open_store(copied_closed(work.hq, tmp_path / "copy"), PASSPHRASE, clock=work.clock)

    now = _Being.of(work.hq)
    assert now.replica != before.replica
    assert now.identity != before.identity
    assert work.deliver(bundle).lines_new > 0

    work.laptops["A"] = work.enrolled(work.laptop, "A")
    with work.laptop.store.reading() as view:
        paper = view.papers.get("recipient", "hq")
        assert view.setting("hq_replica") == now.replica
    assert paper is not None
    assert paper.body.decode() == now.identity
    work.save("team", "team", {"name": "Sealed to the new key"})
    report = work.deliver()
    work.confirm(report)
    assert status(work.laptop).lines_only_here == 0


def test_a_copied_headquarters_asks_for_the_passphrase_of_its_root(tmp_path: Path) -> None:
    own = "another four words again"
    work = Fieldwork(tmp_path / "work", books="", root_passphrase=own)
    close_desk(work.hq)
    file = copied_closed(work.hq, tmp_path / "copy")
    before = sorted((path, path.read_bytes()) for path in Layout(file).keys.iterdir())
    for wrong in (None, "not these words at all"):
        with pytest.raises(WrongPassphraseError, match="copy of a headquarters"):
            open_store(file, PASSPHRASE, root_passphrase=wrong, clock=work.clock)
    with pytest.raises(WrongPassphraseError, match="does not open this file"):
        open_store(file, own, root_passphrase=own, clock=work.clock)
    assert sorted((path, path.read_bytes()) for path in Layout(file).keys.iterdir()) == before

    copy = open_store(file, PASSPHRASE, root_passphrase=own, clock=work.clock)

    assert copy.replica != work.hq.replica
    assert is_enrolled(copy)
    close_desk(copy)
    close_desk(open_store(file, PASSPHRASE, clock=work.clock))
    close_desk(open_store(work.hq.layout.file, PASSPHRASE, clock=work.clock))


def test_a_laptop_that_came_back_says_so_until_it_is_enrolled_again(
    work: Fieldwork, tmp_path: Path
) -> None:
    backup = backup_of(work.laptop, tmp_path / "backup")
    assert (told(work.laptop), store_info(work.laptop).operation_code) == ("", "TST26")
    work.laptops["A"] = restored(work.laptop, backup)
    assert told(work.laptop).startswith("This store came back from a backup,")
    assert store_info(work.laptop).operation_code == ""
    close_desk(work.laptop)
    work.laptops["A"] = open_store(work.laptop.layout.file, PASSPHRASE, clock=work.clock)
    assert told(work.laptop).endswith("have headquarters enrol it again.")
    work.laptops["A"] = work.enrolled(work.laptop, "B")
    assert (told(work.laptop), store_info(work.laptop).operation_code) == ("", "TST26")

    copy = open_store(copied(work.laptop, tmp_path / "copy"), PASSPHRASE, clock=work.clock)
    assert told(copy).startswith("This is a copy of another store.")
    close_desk(copy)


def test_headquarters_that_came_back_says_so_once(work: Fieldwork, tmp_path: Path) -> None:
    copy = open_store(copied(work.hq, tmp_path / "copy"), PASSPHRASE, clock=work.clock)
    assert told(copy).startswith("This is a copy of headquarters.")
    close_desk(copy)
    backup = backup_of(work.hq, tmp_path / "backup")
    work.report_a_site()
    work.deliver()
    assert told(work.hq) == ""
    work.hq = restored(work.hq, backup)
    assert told(work.hq).startswith("Headquarters came back from a backup,")
    close_desk(work.hq)
    work.hq = open_store(work.hq.layout.file, PASSPHRASE, clock=work.clock)
    assert told(work.hq) == ""


def test_what_was_only_here_before_it_came_back_still_is(work: Fieldwork, tmp_path: Path) -> None:
    """The other disk may be gone for good."""
    work.confirm(work.deliver())
    work.report_a_site()
    for came in (backup_of(work.laptop, tmp_path / "backup"), copied(work.laptop, tmp_path / "it")):
        Layout(came).make()
        shutil.copyfile(work.laptop.layout.slots, Layout(came).slots)
        copy = open_store(came, PASSPHRASE, clock=work.clock)
        with copy.store.reading() as view:
            begun = view.tip.size
        assert status(copy).records_only_here == 1
        assert status(copy).lines_only_here > begun
        close_desk(copy)
    copy = work.enrolled(open_store(came, PASSPHRASE, clock=work.clock), "B")
    work.confirm(work.deliver(desk=copy), desk=copy)
    assert (status(copy).records_only_here, status(copy).lines_only_here) == (0, 0)
    close_desk(copy)


def told(desk: Desk) -> str:
    """What the window and the command both say."""
    assert status(desk).came_back == store_info(desk).came_back
    return status(desk).came_back


def copied_closed(desk: Desk, folder: Path) -> Path:
    """The file with all that belongs to it, of a store that is closed."""
    folder.mkdir()
    file = Path(shutil.copyfile(desk.layout.file, folder / desk.layout.file.name))
    shutil.copytree(desk.layout.folder, Layout(file).folder)
    return file
