"""Sending: offered until a receipt covers it, whatever becomes of sticks, receipts and disks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from app.models.fields import encode_values
from app.models.kinds import KIND
from app.models.media import Photo
from app.services import sending
from app.services.anchors import certificates
from app.services.desk import Desk, NotEnrolledError
from app.services.findings import findings
from app.services.operation import close_desk
from app.services.parcels import bundles_sent
from app.services.photos import add_photo
from app.services.reading import list_records
from app.services.receipts import read_receipt_file, write_receipt
from app.services.receiving import read_bundle
from app.services.sending import write_bundle
from app.services.status import status
from app.store import lines
from app.store.transactions import Edit
from app.sync.header import Header
from app.sync.reader import Reader, verify_bundle
from app.sync.receipts import Acknowledged
from app.sync.signed import Anchors
from app.sync.writer import Written
from tests.journeys.fieldwork import Fieldwork
from tests.services.copies import backup_of, restored, twin_of


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Fieldwork]:
    yield from _closed(Fieldwork(tmp_path))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Fieldwork]:
    yield from _closed(Fieldwork(tmp_path, books="AB"))


def _closed(fieldwork: Fieldwork) -> Iterator[Fieldwork]:
    yield fieldwork
    fieldwork.close()


# --- from the acknowledged position, and nothing more --------------------------------------------


def test_what_is_not_confirmed_is_offered_again_and_nothing_more(work: Fieldwork) -> None:
    own = _journal(work.laptop)
    work.report_a_site()
    lost = _offered(work, work.bundle())[own]
    assert lost == [(1, _size(work.laptop))]
    work.save("team", "team", {"name": "Team"})

    report = work.deliver()
    assert report.lines_new == _size(work.laptop)
    confirmed = _size(work.laptop)
    work.confirm(report)

    assert own not in _offered(work, work.bundle())
    work.save("team", "second", {"name": "Second"})
    assert _offered(work, work.bundle())[own] == [(confirmed + 1, confirmed + 1)]


def test_a_season_never_sent_arrives_in_pieces(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (lines, sending):
        monkeypatch.setattr(module, "SEGMENT_LINES", 100)
    work.report_a_site()
    fields = KIND["team"].fields
    with work.laptop.store.writing() as pen:
        for number in range(500):
            values = encode_values(fields, {"name": f"Team {number}"})
            edit = Edit("team", f"{number:08}-0000-4000-8000-000000000000", values)
            pen.append([edit], by=work.laptop.person, at=work.clock.now())

    bundle = work.bundle()
    offered = _offered(work, bundle)[_journal(work.laptop)]
    assert len(offered) > 5
    assert all(last - first < 100 for first, last in offered)
    report = work.deliver(bundle)

    assert report.lines_new == _size(work.laptop)
    assert len(list_records(work.hq, "team")) == 500
    work.confirm(report)
    assert status(work.laptop).lines_only_here == 0
    assert _journal(work.laptop) not in _offered(work, work.bundle())


def test_a_lost_stick_and_sticks_in_the_wrong_order_cost_nothing(work: Fieldwork) -> None:
    bundles = []
    for name in ("one", "two", "three"):
        work.save("team", name, {"name": name})
        bundles.append(work.bundle())
    work.deliver(bundles[2])
    late = work.deliver(bundles[0])
    assert late.lines_new == 0
    assert _names(work.hq, "team") == {"one", "two", "three"}
    assert [sent.is_confirmed for sent in bundles_sent(work.laptop)] == [False, False, False]
    work.confirm(late)
    assert [sent.is_confirmed for sent in bundles_sent(work.laptop)] == [True, True, True]


def test_receipts_out_of_order_do_not_unconfirm(work: Fieldwork) -> None:
    first = work.deliver()
    work.save("team", "team", {"name": "Team"})
    second = work.deliver()
    work.confirm(second)
    work.confirm(first)
    assert status(work.laptop).lines_only_here == 0
    assert _journal(work.laptop) not in _offered(work, work.bundle())


def test_a_headquarters_that_lost_lines_is_offered_all_again(
    work: Fieldwork, tmp_path: Path
) -> None:
    """Restored from a backup: it says less, under a new epoch, and gets everything again."""
    backup = backup_of(work.hq, tmp_path / "backup")
    work.report_a_site()
    work.confirm(work.deliver())
    work.hq = restored(work.hq, backup)
    assert list_records(work.hq, "site") == []

    read_receipt_file(work.laptop, write_receipt(work.hq, work.stick))

    assert status(work.laptop).lines_only_here == _size(work.laptop)
    report = work.deliver()
    assert _names(work.hq, "site") == {"Canal"}
    work.confirm(report)
    assert status(work.laptop).lines_only_here == 0


def test_lines_of_others_do_not_travel_back(two: Fieldwork) -> None:
    """What headquarters handed on it had confirmed, although it has gone on since."""
    _hand_on(two, "A", "B")
    two.save("team", "later", {"name": "Later"})
    two.confirm(two.deliver())
    two.save("team", "of B", {"name": "Of B"}, desk=two.laptops["B"])
    report = two.deliver(desk=two.laptops["B"])
    two.confirm(report, desk=two.laptops["B"])

    offered = _offered(two, two.bundle(two.laptops["B"]))

    assert set(offered) == set()


def test_another_laptops_lines_go_through_headquarters(two: Fieldwork) -> None:
    two.report_a_site()
    _hand_on(two, "A", "B")
    assert _names(two.laptops["B"], "site") == {"Canal"}
    again = _written(two.hq, two, to=two.laptops["B"].replica)
    receipt = write_receipt(two.laptops["B"], two.stick)
    read_receipt_file(two.hq, receipt)
    after = _written(two.hq, two, to=two.laptops["B"].replica)
    assert sum(item.lines for item in again) > 0
    assert sum(item.lines for item in after) == 0


# --- a copied disk -------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [0, 3], ids=["as long", "longer"])
def test_both_branches_of_a_copied_laptop_reach_everybody(
    two: Fieldwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    two.report_a_site()
    two.confirm(two.deliver())
    twin = twin_of(two.laptops["A"], tmp_path / "elsewhere", monkeypatch)
    two.save("team", "original", {"name": "Original"})
    two.save("team", "again", {"name": "Again"})
    two.save("team", "copy", {"name": "Copy"}, desk=twin)
    for number in range(more):
        two.save("team", f"more {number}", {"name": f"More {number}"}, desk=twin)
    assert _size(twin) == _size(two.laptops["A"]) + more

    two.deliver()
    report = two.deliver(desk=twin)

    assert [finding.code for finding in report.findings_new] == ["C8"]
    everything = {"Original", "Again", "Copy", *(f"More {number}" for number in range(more))}
    assert _names(two.hq, "team") == everything
    for desk in (two.laptops["B"], two.laptops["A"]):
        for item in _written(two.hq, two, to=desk.replica):
            read_bundle(desk, item.path, is_isolated=False)
        assert _names(desk, "team") == everything
    assert [finding.code for finding in findings(two.laptops["B"])] == ["C8"]
    close_desk(twin)


@pytest.mark.parametrize("lines", [1, 9], ids=["shorter", "longer"])
def test_what_was_confirmed_of_the_other_branch_is_not_taken_for_ones_own(
    two: Fieldwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    two.confirm(two.deliver())
    twin = twin_of(two.laptops["A"], tmp_path / "elsewhere", monkeypatch)
    for number in range(4):
        two.save("team", f"copy {number}", {"name": f"Copy {number}"}, desk=twin)
    two.deliver(desk=twin)
    for number in range(lines):
        two.save("team", f"original {number}", {"name": f"Original {number}"})

    read_receipt_file(two.laptop, write_receipt(two.hq, two.stick))
    assert status(two.laptop).lines_only_here >= lines
    with two.hq.store.reading() as view, two.laptop.store.writing() as pen:
        for segment in view.lines.segments_from(pen.tip.journal, 1):
            pen.accept(segment)  # as a bundle brings it, once headquarters knows them apart
    assert "Copy 3" in _names(two.laptop, "team")
    assert status(two.laptop).lines_only_here >= lines
    assert not any(sent.is_confirmed for sent in bundles_sent(two.laptop)[:-1])

    two.deliver()
    assert f"Original {lines - 1}" in _names(two.hq, "team")
    close_desk(twin)


def test_the_digest_of_the_state_is_that_of_the_lines(
    two: Fieldwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever branch of a fork came first; and a branch that is missing shows."""
    twin = twin_of(two.laptops["A"], tmp_path / "elsewhere", monkeypatch)
    two.save("team", "original", {"name": "Original"})
    two.save("team", "more", {"name": "More"})
    two.save("team", "again", {"name": "Again"})
    two.save("team", "copy", {"name": "Copy"}, desk=twin)
    bundles = two.bundle(), two.bundle(twin)
    digests = []
    for order in (bundles, bundles[::-1], bundles[:1]):
        with monkeypatch.context() as patch:
            digests.append(_told_after(two, _journal(twin), order, patch))
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]
    close_desk(twin)


def test_what_lies_before_and_behind_a_gap_is_handed_on(
    two: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.save("team", "before", {"name": "Before"})
    two.deliver()
    two.save("team", "lost", {"name": "Lost"})
    lost = two.bundle()
    sent = Acknowledged(_size(two.laptop), head=_head(two.laptop))
    two.save("team", "behind", {"name": "Behind"})
    with monkeypatch.context() as patch:  # as if a receipt had come that headquarters then lost
        patch.setattr(sending, "acknowledged_of", lambda *_: sent)
        later = two.bundle()
    assert len(two.deliver(later).gaps) == 1

    other = two.laptops["B"]
    for item in write_bundle(two.hq, two.stick, to=other.replica):
        read_bundle(other, item.path, is_isolated=False)
    assert _names(other, "team") == {"Before", "Behind"}

    two.deliver(lost)
    read_receipt_file(two.hq, write_receipt(other, two.stick))
    for item in write_bundle(two.hq, two.stick, to=other.replica):
        read_bundle(other, item.path, is_isolated=False)
    assert _names(other, "team") == {"Before", "Lost", "Behind"}


# --- originals -----------------------------------------------------------------------------------


def test_an_original_is_sent_until_confirmed_and_again_when_it_is_lost(
    work: Fieldwork, tmp_path: Path
) -> None:
    work.report_a_site()
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"not much of a picture")
    photo = add_photo(work.laptop, file, {"site": work.known["site"]}).record
    digest = photo.values["file"]
    assert _media(work, work.bundle()) == [digest]
    report = work.deliver()
    assert report.media_new == 1
    assert _media(work, work.bundle()) == [digest]
    work.confirm(report)
    assert _media(work, work.bundle()) == []

    (lost,) = [path for path in work.hq.layout.media.rglob("*") if path.name.startswith(digest)]
    lost.unlink()
    told = read_receipt_file(work.laptop, write_receipt(work.hq, work.stick))

    assert told.media_wanted == 1
    assert _media(work, work.bundle()) == [digest]
    assert work.deliver().media_new == 1
    assert list_records(work.hq, Photo.kind) == [photo]


# --- for whom ------------------------------------------------------------------------------------


def test_a_laptop_that_nobody_enrolled_writes_nothing(work: Fieldwork) -> None:
    stranger = work.stranger("B")
    with pytest.raises(NotEnrolledError):
        write_bundle(stranger, work.stick)
    assert list(work.stick.glob("*.athar-bundle")) == []
    close_desk(stranger)


def test_headquarters_names_a_laptop_it_knows(work: Fieldwork) -> None:
    with pytest.raises(NotEnrolledError):
        write_bundle(work.hq, work.stick, to="nobody")


# --- helpers -------------------------------------------------------------------------------------


def _journal(desk: Desk) -> str:
    with desk.store.reading() as view:
        return view.tip.journal


def _head(desk: Desk) -> str:
    with desk.store.reading() as view:
        return view.tip.head.hex()


def _size(desk: Desk) -> int:
    with desk.store.reading() as view:
        return view.tip.size


def _names(desk: Desk, kind: str) -> set[str]:
    return {str(record.values["name"]) for record in list_records(desk, kind)}


def _header(work: Fieldwork, path: Path, desk: Desk | None = None) -> Header:
    keys = (desk or work.hq).keys
    with work.hq.store.reading() as view:
        anchors = Anchors((work.hq.keys.root,), certificates(view))
    return verify_bundle(path, Reader((keys.identity,), anchors)).header


def _offered(work: Fieldwork, path: Path) -> Mapping[str, list[tuple[int, int]]]:
    """What a bundle for headquarters carries: the lines of each journal."""
    found: dict[str, list[tuple[int, int]]] = {}
    for segment in _header(work, path).segments:
        found.setdefault(segment.journal, []).append((segment.first, segment.last))
    return found


def _media(work: Fieldwork, path: Path) -> list[str]:
    return [medium.sha256 for medium in _header(work, path).media]


def _written(desk: Desk, work: Fieldwork, to: str) -> list[Written]:
    return write_bundle(desk, work.stick, to=to)


def _hand_on(work: Fieldwork, one: str, other: str) -> None:
    work.confirm(work.deliver(desk=work.laptops[one]), desk=work.laptops[one])
    for item in _written(work.hq, work, to=work.laptops[other].replica):
        read_bundle(work.laptops[other], item.path, is_isolated=False)


def _told_after(
    work: Fieldwork, journal: str, bundles: Sequence[Path], patch: pytest.MonkeyPatch
) -> set[str]:
    """What the digest of a headquarters is made of that read these bundles."""
    at = twin_of(work.hq, work.folder / f"hq {len(list(work.folder.iterdir()))}", patch)
    for path in bundles:
        read_bundle(at, path, is_isolated=False)
    with at.store.reading() as view:
        (state,) = [one for one in view.lines.journals() if one.uid == journal]
        ends = sending._ends(view, state)
    at.store.close()
    return ends
