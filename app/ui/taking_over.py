"""What a new record takes over: by pins, by a key, from another record, from a template.

Everything taken over stands in italics until somebody touches it, and nothing of it is saved before
the first field is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.core.wording import embedded
from app.models.record import Record
from app.models.templates import Template
from app.services.recording import Saved
from app.services.templates import Filling
from app.ui.carry import Carry
from app.ui.form import Form
from app.ui.heading import Heading
from app.ui.jobs import quick
from app.ui.menus import drop_down
from app.ui.workbench import Workbench

_REPEAT, _PIN = "F4", "Shift+F4"


class TakingOver(QObject):
    """The pins of one form, and the templates that its new records may begin with."""

    def __init__(
        self, kind: type[Record], form: Form, heading: Heading, bench: Workbench, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._form = form
        self._heading = heading
        self._bench = bench
        self._say = bench.say
        self._actions = bench.actions.taking_over
        self._carry = Carry(kind.fields)
        for key, act in ((_REPEAT, self._on_repeat), (_PIN, self._on_pin)):
            shortcut = QShortcut(QKeySequence(key), parent)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._templates: tuple[Template, ...] = ()
        heading.templates.clicked.connect(self._on_choose)
        heading.keep_as_template.triggered.connect(self._on_keep_as_template)
        if self._actions is not None:
            bench.jobs.read(
                self,
                quick(partial(self._actions.kept_pins, kind.kind)),
                done=self._on_pins,
                failed=bench.notices.report,
            )

    def prefill(self) -> dict[str, Any]:
        """What a new record begins with by itself."""
        return self._carry.prefill()

    def remember(self, saved: Saved) -> None:
        """What was just saved may be taken over next."""
        if self._carry.remember(saved.record.values):
            self._keep_pins()

    def offer_templates(self) -> None:
        """Find the templates that a new record may begin with, where there are any."""
        self._heading.templates.hide()
        if self._form.record is None and self._actions is not None:
            self._bench.jobs.read(
                self,
                quick(partial(self._actions.templates_of, self._kind.kind)),
                done=self._on_templates,
                failed=self._bench.notices.report,
            )

    # --- pins -----------------------------------------------------------------------------------

    def _on_pins(self, kept: Mapping[str, Any]) -> None:
        self._carry.load(kept)
        for name in self._carry.pinned & self._form.editors.keys():
            self._form.editors[name].mark_pinned(is_pinned=True)
        if self._form.record is None:
            self._form.fill(self._carry.prefill())

    def _keep_pins(self) -> None:
        if self._actions is not None:
            self._bench.jobs.write(
                self,
                quick(partial(self._actions.keep_pins, self._kind.kind, self._carry.kept())),
                done=_nothing,
                failed=self._bench.notices.report,
            )

    def _on_repeat(self) -> None:
        """Write the value last saved in this field, as one key press."""
        name = self._form.focused()
        value = self._carry.last(name) if name else None
        if value is not None:
            self._form.put(name, value)

    def _on_pin(self) -> None:
        name = self._form.focused()
        if name:
            is_pinned = self._carry.toggle(name)
            self._form.editors[name].mark_pinned(is_pinned=is_pinned)
            self._keep_pins()

    # --- templates ------------------------------------------------------------------------------

    def _on_templates(self, found: Sequence[Template]) -> None:
        self._templates = tuple(found)
        self._heading.templates.setVisible(bool(found) and self._form.record is None)

    def _on_choose(self) -> None:
        drop_down(
            self._heading.templates,
            (
                (one.name or one.title, partial(self._begin_with, one.uid))
                for one in self._templates
            ),
        )

    def _begin_with(self, uid: str) -> None:
        if self._actions is not None:
            self._bench.jobs.read(
                self,
                quick(partial(self._actions.filling_of, uid)),
                done=self._on_filling,
                failed=self._bench.notices.report,
            )

    def _on_filling(self, filling: Filling) -> None:
        if self._form.record is None:
            self._form.fill(filling.values)
            self._form.focus_first_empty()
        for left_out in filling.left_out:
            self._bench.notices.report(left_out)

    def _on_keep_as_template(self) -> None:
        self._form.commit_pending()
        name = self._bench.dialogs.ask_name(
            self._form,
            self._say("Save as template"),
            self._say(
                "Numbers, places, times, photos and signatures are left out. A template that has "
                "this name already is changed."
            ),
            self._say("Name of the template"),
        )
        if name and self._actions is not None:
            self._bench.jobs.write(
                self,
                quick(
                    partial(self._actions.save_template, self._kind.kind, name, self._form.draft())
                ),
                done=self._on_kept,
                failed=self._bench.notices.report,
            )

    def _on_kept(self, saved: Saved) -> None:
        name = saved.record.values.get("name", "")
        self._bench.notices.tell(
            self._say("Template {name} is saved.", name=embedded(name)),
            self._say("It is offered wherever a record of this kind is begun."),
        )
        self._bench.hub.announce(saved.changes)


def _nothing(_result: object) -> None:
    """Pins that were kept need no answer."""
