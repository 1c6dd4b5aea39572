"""One start, as its own process: `python -m benchmarks.start empty` or `unlock`.

The last line printed says that the window stands and answers: it was painted, and an event that
came after that was handled. What is after it does not count, and the process ends.
"""

from __future__ import annotations

import os
import sys

USABLE = "usable"


def empty() -> None:
    """The least that PySide6 can show: a window of the same size with nothing in it."""
    from PySide6.QtWidgets import QApplication, QWidget  # noqa: PLC0415 - part of the start

    application = QApplication(sys.argv[:1])
    window = QWidget()
    window.resize(720, 544)
    window.show()
    _tell_when_usable()
    application.exec()


def unlock() -> None:
    """The program as it is started without arguments: the window that asks for a passphrase."""
    import app.__main__ as program  # noqa: PLC0415 - part of the start
    import app.bootstrap  # noqa: F401, PLC0415 - part of the start

    _watch_the_loop()  # loads Qt, which the program would load next
    sys.argv = sys.argv[:1]
    program.main()


def _watch_the_loop() -> None:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - part of the start

    run = QApplication.exec

    def observed(*_application: QApplication) -> int:
        _tell_when_usable()
        return run()

    QApplication.exec = observed  # type: ignore[method-assign]  # nothing else is replaced


def _tell_when_usable() -> None:
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415 - part of the start
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - part of the start

    class Watch(QObject):
        def eventFilter(  # type: ignore[explicit-override]  # noqa: N802 - see below
            self, watched: QObject, event: QEvent
        ) -> bool:
            """What Qt calls it; typing_extensions would be one more module in the empty window."""
            if event.type() is QEvent.Type.Paint:
                watched.removeEventFilter(self)
                QTimer.singleShot(0, _tell)
            return False

    (window,) = (one for one in QApplication.topLevelWidgets() if one.isVisible())
    window.installEventFilter(Watch(window))


def _tell() -> None:
    print(USABLE, flush=True)
    os._exit(0)


if __name__ == "__main__":
    {"empty": empty, "unlock": unlock}[sys.argv[1]]()
