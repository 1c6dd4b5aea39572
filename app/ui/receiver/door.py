"""The ways to the windows that follow the receiver; each stays open beside the work."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.geo.position import Position
from app.ui.receiver.guide import GuideWindow
from app.ui.receiver.window import ReceiverWindow
from app.ui.workbench import Workbench


def show_receiver(bench: Workbench, parent: QWidget) -> ReceiverWindow:
    """Open what the receiver says, or bring it to the front."""
    for window in parent.window().findChildren(ReceiverWindow):
        window.raise_()
        window.activateWindow()
        return window
    made = ReceiverWindow(bench, parent.window())
    made.show()
    return made


def navigate_to(bench: Workbench, parent: QWidget, name: str, goal: Position) -> GuideWindow:
    """Lead to a place; one place at a time, so that two arrows never point two ways."""
    for window in parent.window().findChildren(GuideWindow):
        window.close()
    guide = GuideWindow(bench, name, goal, parent.window())
    bench.receiver.goal = name, goal
    guide.finished.connect(bench.receiver.forget_goal)
    guide.show()
    return guide
