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

_SLOT = (
    8192  # bytes; two slots are written in turn, so that a torn write costs the newest mark only
)


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
        place, file = _place(layout.mark), str(layout.file.absolute())
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
    if near is None:
        return Continuity.COPIED
    if far is not None:
        is_here = Path(far.file) == layout.file.absolute() or not Path(far.file).exists()
    else:
        is_here = near.place == _place(layout.mark)
    return Continuity.SAME if is_here else Continuity.COPIED


def _far(token: str) -> Path:
    return user_folder() / "marks" / sha256(token.encode()).hex()[:32]


def _place(mark: Path) -> str:
    """What a copy of the file, or another computer, would not have in common with it."""
    return f"{platform.node()}/{mark.stat().st_ino}"


def _make(path: Path) -> None:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _write(path: Path, mark: _Mark) -> None:
    """In place and without a flush, because every save waits for it."""
    data = msgspec.json.encode(mark)[:_SLOT].ljust(_SLOT)
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        os.lseek(descriptor, mark.size % 2 * _SLOT, os.SEEK_SET)
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def _newest(path: Path, token: str) -> _Mark | None:
    try:
        data = read_bounded(path, 2 * _SLOT)
    except AppError:
        return None
    found = []
    for slot in (data[:_SLOT], data[_SLOT:]):
        try:
            mark = msgspec.json.decode(slot.strip(b" \0"), type=_Mark)
        except msgspec.MsgspecError:
            continue
        if mark.token == token:
            found.append(mark)
    return max(found, key=lambda mark: mark.size, default=None)
