"""How far the own journal has come, told outside the database.

A restored backup or a copied disk must never continue a journal: two lines would stand at the same
place. The mark lies beside the database and is never backed up. A database behind its mark was
restored; one without a mark, or with another token, was copied without its folder. Either begins a
new journal. A copy of file and folder together cannot be told from the original here: it shows at
headquarters as a forked journal (C8).
"""

from __future__ import annotations

import msgspec

from app.core.errors import AppError
from app.core.files import read_bounded
from app.core.ids import new_uid
from app.store.layout import Layout
from app.store.store import Store


class _Mark(msgspec.Struct):
    token: str
    journal: str
    size: int
    head: str


def set_mark(store: Store, layout: Layout) -> None:
    """Note the own journal's end. Losing the newest mark to a power cut does no harm."""
    with store.reading() as view:
        tip, token = view.tip, view.setting("instance_token")
    data = msgspec.json.encode(_Mark(token, tip.journal, tip.size, tip.head.hex()))
    part = layout.mark.with_name(layout.mark.name + ".part")
    part.write_bytes(data)
    part.replace(layout.mark)  # without fsync on purpose: losing the newest mark does no harm


def new_instance(store: Store, layout: Layout) -> None:
    """Bind the database to this place on this disk."""
    with store.writing() as pen:
        pen.set("instance_token", new_uid())
    set_mark(store, layout)


def was_copied(store: Store, layout: Layout) -> bool:
    """Whether the own journal may not be continued here."""
    with store.reading() as view:
        tip, token = view.tip, view.setting("instance_token")
        if not tip.journal:
            return False
        try:
            mark = msgspec.json.decode(read_bounded(layout.mark, 4096), type=_Mark)
        except (AppError, msgspec.MsgspecError):
            return True
        is_behind = mark.journal == tip.journal and mark.size > tip.size
        return mark.token != token or is_behind
