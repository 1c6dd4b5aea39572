"""Signatures of an event: who signs as what, and how: by key, on the screen, or on paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import Moment
from app.core.wording import Wording, embedded
from app.models.codes import CodeList
from app.models.signatures import Signature
from app.ui.custody.actions import CustodyActions
from app.ui.custody.canvas import SignatureCanvas
from app.ui.jobs import quick
from app.ui.labels import Button, Label
from app.ui.pickers import Picker
from app.ui.shown import clock_time
from app.ui.theme import GRID, Theme
from app.ui.workbench import Workbench

ROLES, METHODS = CodeList("signature_role"), CodeList("signature_method")


@dataclass(frozen=True, slots=True)
class Given:
    """How and when somebody signed; `media` is the drawing or the scan, `paper` its record."""

    method: str
    at: Moment
    media: str = ""
    paper: str = ""


class SignatureLine(QWidget):
    """One side's signature. Whoever signs, a change of the person takes the signature away."""

    changed = Signal()

    def __init__(self, role: str, bench: Workbench, actions: CustodyActions) -> None:
        super().__init__()
        self.role = role
        self._bench = bench
        self._actions = actions
        self._say = say = bench.say
        self._signer = ""
        self.given: Given | None = None
        self.who = Label("", wraps=True)
        self.witness = Picker()
        self.witness.set_placeholder(say("Nobody"))
        self.witness.currentTextChanged.connect(self._on_witness)
        self.state = Label("", "small", wraps=True)
        self.by_key = Button(say("By key"))
        self.drawn = Button(say("On the screen"))
        self.on_paper = Button(say("On paper"))
        self.undo = Button(say("Sign anew"), role="quiet")
        self.by_key.clicked.connect(self._on_key)
        self.drawn.clicked.connect(self._on_draw)
        self.on_paper.clicked.connect(self._on_paper)
        self.undo.clicked.connect(self._on_undo)
        title = say(ROLES.label(role))
        self.witness.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(Label(title, "label"))
        column.addWidget(self.who)
        column.addWidget(self.witness)
        (self.who if role == "WITNESS" else self.witness).hide()
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        for button in (self.by_key, self.drawn, self.on_paper, self.undo):
            button.setAccessibleName(f"{title}: {button.text()}")
            row.addWidget(button)
        row.addStretch(1)
        column.addWidget(self.state)
        column.addLayout(row)
        self._show()

    @property
    def signer(self) -> str:
        """The uid of who signs here."""
        return self._signer

    def set_signer(self, uid: str) -> None:
        """Let somebody else sign here."""
        if uid != self._signer:
            self._signer, self.given = uid, None
            self._show()

    def signature(self) -> Signature | None:
        """What goes into the event."""
        if self.given is None or not self._signer:
            return None
        values = {
            "signer": self._signer,
            "role": self.role,
            "method": self.given.method,
            "at": self.given.at,
            "media": self.given.media,
        }
        return Signature({name: value for name, value in values.items() if value})

    def take(self, given: Given) -> None:
        """Somebody has signed."""
        self.given = given
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        say, has_signer, is_given = self._say, bool(self._signer), self.given is not None
        name = self._bench.titles.title(self._signer) if has_signer else ""
        self.who.setText(embedded(name) if has_signer else say("Choose the person above first."))
        self.by_key.setVisible(self._signer == self._actions.person and not is_given)
        self.drawn.setVisible(has_signer and not is_given)
        self.on_paper.setVisible(has_signer and not is_given)
        self.undo.setVisible(is_given)
        self.state.setText(self._state())
        self.state.setVisible(bool(self.state.text()))

    def _state(self) -> str:
        if self.given is None:
            return self._say("not signed yet") if self._signer else ""
        words = self._say(METHODS.label(self.given.method))
        return self._say("{how}, {time}", how=words, time=clock_time(self.given.at))

    def _on_witness(self) -> None:
        self.set_signer(self.witness.chosen())
        self.changed.emit()

    def _on_key(self) -> None:
        self.take(Given("KEY", self._bench.clock.now()))

    def _on_undo(self) -> None:
        self.given = None
        self._show()
        self.changed.emit()

    def _on_draw(self) -> None:
        name = self._bench.titles.title(self._signer)
        dialog = DrawDialog(self, self._say, self._bench.theme, name)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.keep_drawing(dialog.canvas.png())
        dialog.deleteLater()

    def keep_drawing(self, png: bytes) -> None:
        """Put a drawn signature into the vault, and sign with it."""
        self._bench.jobs.write(
            self,
            quick(partial(self._actions.keep_drawing, png)),
            done=self._on_kept,
            failed=self._bench.notices.report,
        )

    def _on_kept(self, sha256: str) -> None:
        self.take(Given("DRAWN", self._bench.clock.now(), media=sha256))

    def _on_paper(self) -> None:
        path = self._bench.dialogs.open_file(
            self,
            self._say("Photo or scan of the signed paper"),
            self._say("Pictures and PDF (*.jpg *.jpeg *.png *.pdf)"),
        )
        if path is None:
            self.state.setText(
                self._say("Without a photo of the signed paper, ink on it does not count.")
            )
            self.state.show()
            return
        self._bench.jobs.write(
            self,
            quick(partial(self._actions.add_photo, path, {"caption": self._say("Signed paper")})),
            done=lambda saved: self.take(
                Given(
                    "INK_SCANNED",
                    self._bench.clock.now(),
                    str(saved.record.values.get("file", "")),
                    saved.record.uid,
                )
            ),
            failed=self._bench.notices.report,
        )


class DrawDialog(QDialog):
    """Asks one person to sign."""

    def __init__(self, parent: QWidget, say: Wording, theme: Theme, name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Signature"))
        self.canvas = SignatureCanvas(theme, say("Sign here"))
        self.canvas.changed.connect(self._on_changed)
        again = Button(say("Begin again"), role="quiet")
        again.clicked.connect(self.canvas.clear)
        self.buttons = QDialogButtonBox()
        self.take = Button(say("Take this signature"), role="primary")
        self.take.setEnabled(False)
        self.buttons.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(again, QDialogButtonBox.ButtonRole.ResetRole)
        self.buttons.addButton(say("Go back"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 2)
        column.setSpacing(GRID * 2)
        column.addWidget(Label(embedded(name), "heading"))
        column.addWidget(Label(say("Sign here with finger, pen or mouse."), "quiet"))
        column.addWidget(self.canvas, 1)
        column.addWidget(self.buttons)

    def _on_changed(self) -> None:
        self.take.setEnabled(self.canvas.is_signed)
