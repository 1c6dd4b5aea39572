"""Whether a store may go on with its journal: the same place, restored, copied, moved, torn."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.clock import Moment
from app.core.ids import new_uid
from app.store import mark as mark_module
from app.store.layout import Layout
from app.store.mark import Continuity, continuity, new_instance, set_mark
from app.store.store import Store
from app.store.transactions import Edit

AT = Moment.parse("2026-11-21T10:00:00+03:00")
SITE = "00000000-0000-4000-8000-00000000000a"


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "user"
    monkeypatch.setattr(mark_module, "user_folder", lambda: folder)
    return folder


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A store of which some saves are marked, closed."""
    (tmp_path / "work").mkdir()
    made = Layout(tmp_path / "work" / "a.athar")
    store = Store.create_file(made.file, None)
    with store.writing() as pen:
        pen.begin_journal(replica=new_uid(), operation="", by="", at=AT)
    new_instance(store, made)
    save(store, made, 3)
    store.close()
    return made


@contextmanager
def opened(layout: Layout) -> Iterator[Store]:
    store = Store.open_file(layout.file, None)
    yield store
    store.close()


def save(store: Store, layout: Layout, times: int = 1, lines_each: int = 1) -> None:
    for _ in range(times):
        with store.writing() as pen:
            for number in range(lines_each):
                pen.append([Edit("site", SITE, {"name": f"{number}"})], by="p", at=AT)
        set_mark(store, layout)


def save_again(layout: Layout, times: int = 1, lines_each: int = 1) -> None:
    with opened(layout) as store:
        save(store, layout, times, lines_each)


def found(layout: Layout) -> Continuity:
    with opened(layout) as store:
        return continuity(store, layout)


def copied(layout: Layout, place: Path, *, with_folder: bool = True) -> Layout:
    """The file, and the folder beside it, as somebody copies them to another place."""
    place.mkdir(parents=True)
    copy = Layout(place / layout.file.name)
    shutil.copy(layout.file, copy.file)
    if with_folder:
        shutil.copytree(layout.folder, copy.folder)
    return copy


def test_the_same_place_goes_on(layout: Layout) -> None:
    assert found(layout) is Continuity.SAME
    save_again(layout, 2)
    assert found(layout) is Continuity.SAME


@pytest.fixture(params=["dots", "linked folder", "linked file", "relative", "hard link"])
def respelled(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Path:
    """Another path to the same file."""
    (tmp_path / "other").mkdir()
    name, link = layout.file.name, tmp_path / "other" / "link"
    if request.param == "dots":
        return tmp_path / "other" / ".." / "work" / name
    if request.param == "relative":
        monkeypatch.chdir(tmp_path / "other")
        return Path("..", "work", name)
    try:
        if request.param == "linked folder":
            link.symlink_to(layout.file.parent, target_is_directory=True)
            return link / name
        if request.param == "linked file":
            link.symlink_to(layout.file)
            return link
        other = layout.file.with_name("b.athar")
        os.link(layout.file, other)
        layout.folder.rename(Layout(other).folder)
    except OSError:
        pytest.skip("this system lets nobody make links")
    return other


def test_another_path_to_the_same_file_goes_on(layout: Layout, respelled: Path) -> None:
    spelled = Layout(respelled)
    assert found(spelled) is Continuity.SAME
    save_again(spelled, 3)
    assert found(spelled) is Continuity.SAME


def test_a_mark_of_an_unresolved_path_knows_its_file(
    layout: Layout, respelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As marks were written before paths were resolved."""
    with opened(layout) as store, monkeypatch.context() as before:
        before.setattr(mark_module, "_spelled", lambda _: str(respelled.absolute()))
        save(store, Layout(respelled), 2)
    assert found(Layout(respelled)) is Continuity.SAME
    assert found(copied(Layout(respelled), tmp_path / "c")) is Continuity.COPIED


def test_a_copy_through_another_path_was_copied(
    layout: Layout, respelled: Path, tmp_path: Path
) -> None:
    save_again(Layout(respelled), 2)
    copy = copied(Layout(respelled), tmp_path / "c")
    for path in (copy.file, tmp_path / "other" / ".." / "c" / copy.file.name):
        assert found(Layout(path)) is Continuity.COPIED


def test_the_working_folder_may_change_while_a_store_is_open(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(layout.file.parent)
    relative = Layout(Path(layout.file.name))
    with opened(relative) as store, store.reading():
        monkeypatch.chdir(tmp_path)
        save(store, relative)  # over a second connection
        assert continuity(store, relative) is Continuity.SAME
    assert found(layout) is Continuity.SAME


def test_a_store_without_a_journal_continues_none(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "b.athar")
    Store.create_file(layout.file, None).close()
    assert found(layout) is Continuity.SAME


def test_what_was_written_after_the_newest_mark_is_not_in_doubt(layout: Layout) -> None:
    """Power went after the save and before its mark."""
    with opened(layout) as store, store.writing() as pen:
        pen.append([Edit("site", SITE, {"name": "unmarked"})], by="p", at=AT)
    assert found(layout) is Continuity.SAME


@pytest.mark.parametrize("with_folder", [False, True])
def test_a_backup_put_back_was_restored(layout: Layout, tmp_path: Path, with_folder: bool) -> None:
    """Of the file alone the folder's mark tells; of both, the mark in the user's folder."""
    backup = copied(layout, tmp_path / "backup", with_folder=with_folder)
    save_again(layout)
    shutil.copy(backup.file, layout.file)
    if with_folder:
        shutil.rmtree(layout.folder)
        shutil.copytree(backup.folder, layout.folder)
    assert found(layout) is Continuity.RESTORED


def test_a_backup_that_went_its_own_way_was_restored(layout: Layout, tmp_path: Path) -> None:
    """It is as long as the mark says, yet not with the line that the mark names."""
    backup = copied(layout, tmp_path / "backup")
    save_again(layout)
    with opened(backup) as store, store.writing() as pen:
        pen.append([Edit("site", SITE, {"name": "elsewhere"})], by="p", at=AT)
        pen.append([Edit("site", SITE, {"name": "elsewhere"})], by="p", at=AT)
    shutil.copy(backup.file, layout.file)
    assert found(layout) is Continuity.RESTORED


def test_a_file_without_its_folder_was_copied(layout: Layout, tmp_path: Path) -> None:
    assert found(copied(layout, tmp_path / "b", with_folder=False)) is Continuity.COPIED


def test_file_and_folder_copied_beside_the_original(layout: Layout, tmp_path: Path) -> None:
    copy = copied(layout, tmp_path / "b")
    assert found(copy) is Continuity.COPIED
    assert found(layout) is Continuity.SAME
    with opened(copy) as store:
        new_instance(store, copy)
    assert found(copy) is Continuity.SAME
    assert found(layout) is Continuity.SAME


def test_file_and_folder_moved_on_this_computer_go_on(layout: Layout, tmp_path: Path) -> None:
    copy = copied(layout, tmp_path / "b")
    shutil.rmtree(layout.file.parent)
    assert found(copy) is Continuity.SAME


def test_without_the_users_folder_the_same_place_goes_on(layout: Layout, user_folder: Path) -> None:
    shutil.rmtree(user_folder)
    assert found(layout) is Continuity.SAME


def test_without_the_users_folder_a_copy_is_noticed(
    layout: Layout, user_folder: Path, tmp_path: Path
) -> None:
    copy = copied(layout, tmp_path / "b")
    shutil.rmtree(user_folder)
    assert found(copy) is Continuity.COPIED


def test_a_users_folder_that_cannot_be_written_stops_nothing(
    layout: Layout, user_folder: Path
) -> None:
    shutil.rmtree(user_folder)
    user_folder.write_bytes(b"a file stands where the folder should")
    save_again(layout)
    assert found(layout) is Continuity.SAME


def another_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "node", lambda: "another")


def test_file_and_folder_on_another_computer_were_copied(
    layout: Layout, user_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came on a stick: neither the user's folder nor the original is there."""
    copy = copied(layout, tmp_path / "b")
    shutil.rmtree(user_folder)
    shutil.rmtree(layout.file.parent)
    another_computer(monkeypatch)
    assert found(copy) is Continuity.COPIED


@pytest.mark.parametrize("is_same_path", [False, True])
def test_a_users_folder_that_roams_does_not_vouch_for_a_copy(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_same_path: bool
) -> None:
    """The original is out of sight, on the computer that the user came from."""
    copy = copied(layout, tmp_path / "b")
    layout.file.parent.rename(tmp_path / "out of sight")
    if is_same_path:
        copy.file.parent.rename(layout.file.parent)
        copy = layout
    another_computer(monkeypatch)
    assert found(copy) is Continuity.COPIED


def test_a_computer_that_got_another_name_goes_on(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    another_computer(monkeypatch)
    assert found(layout) is Continuity.SAME


def test_marks_that_are_gone_leave_doubt(layout: Layout) -> None:
    layout.mark.unlink()
    assert found(layout) is Continuity.COPIED


@pytest.mark.parametrize(
    "garbage", [b"\xff" * 16384, b"{}", b"", b"[" * 16384, b'{"head":"\xff"}', bytes(99_999)]
)
def test_marks_that_cannot_be_read_leave_doubt_and_the_store_opens(
    layout: Layout, garbage: bytes
) -> None:
    layout.mark.write_bytes(garbage)
    assert found(layout) is Continuity.COPIED


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_folder_whose_name_is_no_text_is_marked_too(layout: Layout, tmp_path: Path) -> None:
    copy = copied(layout, tmp_path / os.fsdecode(b"\xff\xfe"))
    assert found(copy) is Continuity.COPIED
    with opened(copy) as store:
        new_instance(store, copy)
        save(store, copy)
    assert found(copy) is Continuity.SAME


@settings(
    max_examples=settings().max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3), st.sets(st.integers(0, 63)), st.booleans()
)
def test_a_torn_write_costs_the_newest_mark_only(
    layout: Layout, user_folder: Path, saves: list[int], lost: set[int], is_garbage: bool
) -> None:
    """Sectors of the write that a power cut lost hold what stood there before, or anything."""
    (far,) = (user_folder / "marks").iterdir()
    with opened(layout) as store:
        for lines in saves[:-1]:
            save(store, layout, lines_each=lines)
        before = {path: path.read_bytes() for path in (layout.mark, far)}
        save(store, layout, lines_each=saves[-1])
        for path, data in before.items():
            path.write_bytes(torn(data, path.read_bytes(), lost, is_garbage=is_garbage))
        assert continuity(store, layout) is Continuity.SAME
        set_mark(store, layout)


def test_the_first_marks_of_an_instance_are_not_lost_with_the_next(layout: Layout) -> None:
    """Whatever the number of lines that a save writes."""
    with opened(layout) as store:
        new_instance(store, layout)
        before = layout.mark.read_bytes()
        save(store, layout, lines_each=2)
        torn_mark = torn(before, layout.mark.read_bytes(), set(range(64)), is_garbage=True)
        layout.mark.write_bytes(torn_mark)
        assert continuity(store, layout) is Continuity.SAME


def torn(before: bytes, after: bytes, lost: set[int], *, is_garbage: bool) -> bytes:
    before = before.ljust(len(after), b"\0")
    sectors = [(before[at : at + 512], after[at : at + 512]) for at in range(0, len(after), 512)]
    return b"".join(
        new if old == new or place not in lost else b"\xf0" * 512 if is_garbage else old
        for place, (old, new) in enumerate(sectors)
    )
