"""How far the own journal has come, told outside the database.

A restored backup or a copied folder must never continue a journal: two lines would stand at the
same place. So the journal's end is noted in two places after each save: beside the database, and in
the user's own folder, which nobody copies along. A database that is behind a mark was restored; one
that no mark knows in its place was copied. When in doubt, it was.
"""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from enum import Enum
from pathlib import Path

import msgspec

from app.core.errors import AppError
from app.core.files import read_bounded, trouble
from app.core.ids import new_uid
from app.core.places import user_folder
from app.crypto.digests import sha256
from app.store.layout import Layout
from app.store.store import Store
from app.store.transactions import Tip, View

_SLOT = 8192  # bytes; of two slots the older is written, so that a torn write costs no other mark


class Continuity(Enum):
    """Whether the own journal may be continued here."""

    SAME = "same"
    RESTORED = "restored"
    COPIED = "copied"


class _Mark(msgspec.Struct):
    size: int
    head: str
    token: str
    journal: str
    place: str
    file: str
    turn: int = 0

    def knows_more(self, view: View, tip: Tip) -> bool:
        """Whether the journal had come further, or elsewhere, than this database says."""
        if self.journal != tip.journal:
            return False
        return self.size > tip.size or self.head not in {
            tip.head.hex(),
            *(digest.hex() for digest in view.lines.hash_at(tip.journal, self.size)),
        }


def set_mark(store: Store, layout: Layout) -> None:
    """Note the own journal's end. Losing the newest mark to a power cut does no harm.

    A user's folder that cannot be written to is passed over: the other mark is enough.

    Raises:
        FileTroubleError: the folder beside the database cannot be written to.
    """
    with store.reading() as view:
        tip, token = view.tip, view.setting("instance_token")
    try:
        _make(layout.mark)
        place, file = _place(layout.mark), _spelled(layout.file)
        mark = _Mark(tip.size, tip.head.hex(), token, tip.journal, place, file)
        _write(layout.mark, mark)
    except OSError as error:
        raise trouble(error) from error
    with suppress(OSError):
        _make(_far(token))
        _write(_far(token), mark)


def new_instance(store: Store, layout: Layout) -> None:
    """Bind the database to this place on this disk."""
    with store.writing() as pen:
        pen.set("instance_token", new_uid())
    set_mark(store, layout)


def continuity(store: Store, layout: Layout) -> Continuity:
    """Whether this is the database that was last written here, or what became of it."""
    with store.reading() as view:
        tip, token = view.tip, view.setting("instance_token")
        if not tip.journal:
            return Continuity.SAME
        near, far = _newest(layout.mark, token), _newest(_far(token), token)
        if any(mark.knows_more(view, tip) for mark in (near, far) if mark):
            return Continuity.RESTORED
    is_here = near is not None and _is_here(near, far, layout)
    return Continuity.SAME if is_here else Continuity.COPIED


def _is_here(near: _Mark, far: _Mark | None, layout: Layout) -> bool:
    """Whether file and folder are the ones that were marked, moved at most on this computer."""
    was_on, _, was = near.place.rpartition("/")
    is_on, _, is_now = _place(layout.mark).rpartition("/")
    if far is None:
        return (was_on, was) == (is_on, is_now)
    if _is_same_file(far, layout.file):
        return was_on == is_on or was == is_now  # a computer may be given another name
    return was_on == is_on and not Path(far.file).exists()


def _far(token: str) -> Path:
    return user_folder() / "marks" / sha256(token.encode()).hex()[:32]


def _place(mark: Path) -> str:
    """What a copy of the file, or another computer, would not have in common with it."""
    return f"{platform.node()}/{mark.stat().st_ino}"


def _is_same_file(mark: _Mark, file: Path) -> bool:
    """Whether the mark is of this file, by whatever path it was opened when it was marked."""
    if mark.file == _spelled(file):
        return True
    try:
        return file.samefile(mark.file)
    except (OSError, ValueError):  # there is none, or the mark names what can be no file
        return False


def _spelled(file: Path) -> str:
    """The file's path, as far as letters can tell it."""
    return str(file.absolute()).encode("utf-8", "replace").decode("utf-8")


def _make(path: Path) -> None:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _write(path: Path, mark: _Mark) -> None:
    """In place and without a flush, because every save waits for it."""
    turn = max((one.turn for one in _marks(path)), default=0) + 1
    data = msgspec.json.encode(msgspec.structs.replace(mark, turn=turn))[:_SLOT].ljust(_SLOT)
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        os.lseek(descriptor, turn % 2 * _SLOT, os.SEEK_SET)
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def _newest(path: Path, token: str) -> _Mark | None:
    of_this = (mark for mark in _marks(path) if mark.token == token)
    return max(of_this, key=lambda mark: mark.size, default=None)


def _marks(path: Path) -> list[_Mark]:
    """The marks in a file; what is torn or damaged is none."""
    try:
        data = read_bounded(path, 2 * _SLOT)
    except AppError:
        return []
    found = []
    for slot in (data[:_SLOT], data[_SLOT:]):
        with suppress(ValueError, RecursionError):  # msgspec's errors, and bytes that are no text
            found.append(msgspec.json.decode(slot.strip(b" \0"), type=_Mark))
    return found
