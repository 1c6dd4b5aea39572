"""What every page is handed: words, looks, jobs, news, questions and the things that can be done.

One is built for each language and theme; changing either builds a new window on the same store.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.clock import Clock
from app.core.wording import Wording
from app.ui.actions import Actions
from app.ui.dialogs import Dialogs
from app.ui.doors import Doors
from app.ui.hub import Hub
from app.ui.icons import Icons
from app.ui.jobs import JobRunner
from app.ui.looks import LooksSwitch
from app.ui.notices import Notices
from app.ui.receiver.receiver import Receiver
from app.ui.shown import Shown
from app.ui.theme import Theme
from app.ui.titles import Titles


@dataclass(frozen=True, slots=True)
class Workbench:
    """The surroundings of a page."""

    say: Wording
    theme: Theme
    icons: Icons
    clock: Clock
    jobs: JobRunner
    hub: Hub
    notices: Notices
    dialogs: Dialogs
    titles: Titles
    shown: Shown
    actions: Actions
    doors: Doors
    looks: LooksSwitch
    receiver: Receiver
