"""What records are called, for cells and pickers that refer to them.

Titles are read once for each kind and again when that kind changes. A uid without a title belongs
to a record that has not arrived on this laptop; it is shown as such, never as an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.core.wording import Wording, isolated
from app.ui.hub import Hub
from app.ui.jobs import JobRunner, quick
from app.ui.pickers import Option

ReadTitles = Callable[[Iterable[str]], dict[str, str]]


class Titles(QObject):
    """Titles by uid; `loaded` carries the kind whose titles have just been read."""

    loaded = Signal(str)

    def __init__(
        self,
        say: Wording,
        read: ReadTitles,
        jobs: JobRunner,
        hub: Hub,
        report: Callable[[Exception], None],
    ) -> None:
        super().__init__()
        self._say = say
        self._read = read
        self._jobs = jobs
        self._report = report
        self._of_kind: dict[str, dict[str, str]] = {}
        self._offered: dict[tuple[str, ...], Sequence[Option]] = {}
        hub.changed.connect(self._on_changed)

    def want(self, kinds: Iterable[str]) -> None:
        """Read the titles of these kinds, unless that is done or under way."""
        for kind in kinds:
            if kind not in self._of_kind:
                self._of_kind[kind] = {}
                self._load(kind)

    def options(self, kinds: Iterable[str]) -> Sequence[Option]:
        """What a picker of these kinds offers, in the order of their titles.

        Many pickers of a form offer the same: one list is made for all, until a title changes.
        """
        wanted = tuple(kinds)
        if wanted not in self._offered:
            found = [
                Option(uid, title)
                for kind in wanted
                for uid, title in self._of_kind.get(kind, {}).items()
            ]
            self._offered[wanted] = sorted(found, key=lambda option: option.label.casefold())
        return self._offered[wanted]

    def title(self, uid: str) -> str:
        """What the record is called."""
        for titles in self._of_kind.values():
            if uid in titles:
                return titles[uid]
        return self._say("not here yet ({code})", code=isolated(uid[:8]))

    def _load(self, kind: str) -> None:
        self._jobs.read(
            self,
            quick(partial(self._read, [kind])),
            done=partial(self._on_read, kind),
            failed=self._report,
        )

    def _on_read(self, kind: str, titles: dict[str, str]) -> None:
        self._of_kind[kind] = titles
        self._offered = {kinds: one for kinds, one in self._offered.items() if kind not in kinds}
        self.loaded.emit(kind)

    def _on_changed(self, kind: str) -> None:
        if kind in self._of_kind:
            self._load(kind)
