"""Sticks and cards that are plugged in, so that most people need not look for a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_MOUNTED_BELOW = tuple(Path("/", *parts) for parts in (("media",), ("run", "media"), ("Volumes",)))


@dataclass(frozen=True, slots=True)
class Volume:
    """A stick: its name, where it is mounted, and how much is free, in bytes."""

    name: str
    path: Path
    free: int


def plugged_in() -> list[Volume]:
    """Every volume that can be written to and is not the machine's own."""
    root = QStorageInfo.root().rootPath()
    return [
        Volume(info.displayName(), Path(info.rootPath()), info.bytesAvailable())
        for info in QStorageInfo.mountedVolumes()
        if info.isValid()
        and info.isReady()
        and not info.isReadOnly()
        and info.rootPath() != root
        and is_removable(Path(info.rootPath()))
    ]


def is_removable(path: Path) -> bool:
    """Whether a volume mounted here is one that people plug in."""
    has_letter = bool(path.drive) and path == Path(path.anchor)
    return has_letter or any(path.is_relative_to(folder) for folder in _MOUNTED_BELOW)


def size_in_words(count: int) -> str:
    """So many bytes, as people say it: 214 kB, 1.4 GB."""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if round(size) < 1_000 or unit == "GB":  # 999 500 bytes are 1 MB, not 1000 kB
            break
        size /= 1_000
    return f"{size:.0f} {unit}" if size >= 10 or unit == "B" else f"{size:.1f} {unit}"
