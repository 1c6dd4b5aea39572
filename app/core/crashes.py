"""What is kept when the program itself is at fault.

A crash file tells a developer where it happened and nothing about the work: kinds of error, modules
and line numbers, never a message, a value, a name or a coordinate, because those may be records.
The command line keeps crashes too, so nothing here needs Qt: its version is told where it is there.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from app import __version__
from app.core.clock import Clock
from app.core.errors import AppError
from app.core.files import write_whole

_PROGRAM = Path(__file__).resolve().parent.parent.parent


def crash_text(error: BaseException, when: str) -> str:
    """Everything about a defect that is safe to send to a stranger."""
    import platform  # noqa: PLC0415 - every start would pay for what hardly any needs
    import traceback  # noqa: PLC0415 - see above

    lines = [
        f"Athar {__version__}, Python {platform.python_version()}, {_qt()}",
        f"{platform.system()} {platform.machine()}, {when}",
    ]
    step: BaseException | None = error
    while step is not None:
        lines.append(f"{type(step).__module__}.{type(step).__qualname__}")
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(step.__traceback__)
        ]
        step = step.__cause__ or step.__context__
    return "\n".join(lines) + "\n"


def _qt() -> str:
    loaded = sys.modules.get("PySide6")
    return "without Qt" if loaded is None else f"Qt {loaded.__version__}"


def _place(file_name: str) -> str:
    path = Path(file_name)
    return str(path.relative_to(_PROGRAM)) if path.is_relative_to(_PROGRAM) else path.name


class CrashLog:
    """Writes crash files into `folder`, readable by their owner alone."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def write(self, error: BaseException) -> Path | None:
        """The file written, or nothing where even that fails: a crash must not cause another."""
        from app.core.ids import new_file_stem  # noqa: PLC0415 - only a defect needs it

        path = self._folder / f"crash-{new_file_stem()}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, crash_text(error, str(self._clock.now())).encode())
        except (OSError, AppError):
            return None
        return path


def install_hooks(report: Callable[[Exception], None]) -> None:
    """Bring every exception that nobody caught to `report`, from whatever thread.

    Slots, virtual methods and timers end in `sys.excepthook`; threads in `threading.excepthook`.
    Leaving the program (KeyboardInterrupt, SystemExit) stays as it is.
    """

    def on_exception(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            report(error)
        else:
            sys.__excepthook__(kind, error, trace)

    def on_thread_exception(args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            report(args.exc_value)

    sys.excepthook = on_exception
    threading.excepthook = on_thread_exception
