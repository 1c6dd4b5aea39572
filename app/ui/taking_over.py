"""What a new record takes over: by pins, by a key, from another record, from a template.

Everything taken over stands in italics until somebody touches it, and nothing of it is saved before
the first field is left.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.core.wording import embedded
from app.models.record import Record
from app.models.templates import Template
from app.services.recording import Saved
from app.services.templates import Filling
from app.ui.carry import Carry
from app.ui.fields.margin import Offer
from app.ui.form import Form
from app.ui.heading import Heading
from app.ui.jobs import quick
from app.ui.menus import drop_down
from app.ui.template_words import told
from app.ui.workbench import Workbench

_REPEAT, _PIN = "F4", "Shift+F4"
_SHORT = 80  # letters of what a template fills in, beside its name


class TakingOver(QObject):
    """The pins of one form, and the templates that its new records may begin with.

    `filled` says that fields of the form were filled in.
    """

    filled = Signal()

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
        for key, act in ((_REPEAT, self._repeat), (_PIN, self._pin)):
            shortcut = QShortcut(QKeySequence(key), parent)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._at_focus, act))
        for name, editor in form.editors.items():
            if self._carry.can_carry(name):
                again, pin = partial(self._repeat, name), partial(self._pin, name)
                editor.offer_in_menu(Offer(self._say("Repeat the last value"), _REPEAT, again))
                editor.offer_in_menu(
                    Offer(self._say("Carry over to new records, or no more"), _PIN, pin)
                )
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
            self._show_pins()
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
        self._show_pins()
        if self._form.record is None:
            self._form.fill(self._carry.prefill())
            self.filled.emit()

    def _keep_pins(self) -> None:
        if self._actions is not None:
            self._bench.jobs.write(
                self,
                quick(partial(self._actions.keep_pins, self._kind.kind, self._carry.kept())),
                done=_nothing,
                failed=self._bench.notices.report,
            )

    def _show_pins(self) -> None:
        for name, editor in self._form.editors.items():
            is_pinned = name in self._carry.pinned
            editor.mark_pinned(is_pinned=is_pinned, words=self._told(name) if is_pinned else "")

    def _told(self, name: str) -> str:
        """What new records begin with in a pinned field."""
        editor, value = self._form.editors[name], self._carry.last(name)
        if value is None:
            return self._say(
                "New records begin with what you save next in “{label}”.", label=editor.label
            )
        shown = self._bench.shown.value(editor.field, value)
        return self._say(
            "New records begin with {label}: {value}", label=editor.label, value=embedded(shown)
        )

    def _at_focus(self, act: Callable[[str], None]) -> None:
        name = self._form.focused()
        if name and self._carry.can_carry(name):
            act(name)
        elif name:
            self._bench.notices.tell(
                self._say("“{label}” is never carried over.", label=self._form.editors[name].label),
                self._say("It belongs to one record alone, and is recorded anew each time."),
            )

    def _repeat(self, name: str) -> None:
        """Write the value last saved in this field, as one key press."""
        value = self._carry.last(name)
        if value is not None:
            self._form.put(name, value)
            return
        self._bench.notices.tell(
            self._say(
                "There is nothing to repeat in “{label}”.", label=self._form.editors[name].label
            ),
            self._say("What you save here is repeated in the records after this one."),
        )

    def _pin(self, name: str) -> None:
        """Let new records begin with what stands in this field, or no more."""
        editor = self._form.editors[name]
        editor.commit()
        is_pinned = self._carry.toggle(name)
        if is_pinned and editor.value() is not None:
            self._carry.remember({name: editor.value()})
        self._show_pins()
        self._keep_pins()
        self._bench.notices.tell(
            self._told(name)
            if is_pinned
            else self._say("“{label}” is carried over no more.", label=editor.label)
        )

    # --- templates ------------------------------------------------------------------------------

    def _on_templates(self, found: Sequence[Template]) -> None:
        self._templates = tuple(found)
        self._heading.templates.setVisible(bool(found) and self._form.record is None)

    def _on_choose(self) -> None:
        """Offer the templates, each with what it would fill in."""
        fillings = [told(one, self._bench) for one in self._templates]
        menu = drop_down(
            self._heading.templates,
            (
                (f"{one.title}\t{_in_short(lines)}", partial(self._begin_with, one.uid))
                for one, lines in zip(self._templates, fillings, strict=True)
            ),
        )
        menu.setToolTipsVisible(True)
        for action, lines in zip(menu.actions(), fillings, strict=True):
            each = (
                self._say("{label}: {value}", label=label, value=shown) for label, shown in lines
            )
            action.setToolTip("\n".join(each))

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
            self.filled.emit()
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


def _in_short(lines: Sequence[tuple[str, str]]) -> str:
    """The values that a template fills in, as many as a menu has room for."""
    return textwrap.shorten(" · ".join(shown for _, shown in lines), _SHORT, placeholder=" …")


def _nothing(_result: object) -> None:
    """Pins that were kept need no answer."""
