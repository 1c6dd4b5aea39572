"""What SQLite tells the disk, recorded, so that a power cut can be played at any moment.

Until the disk is told to flush a file, each 512-byte sector written to it may or may not have
arrived. The recorder stands between SQLite and the operating system: it replaces some functions of
SQLite's own file layer, which the driver's library exports.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from sqlcipher3 import _sqlite3

SECTOR = 512
_POINTER = ctypes.sizeof(ctypes.c_void_p)
_METHODS = 19  # pointers in the table of a file's functions, its version first
_WRITE, _TRUNCATE, _SYNC = 3, 4, 5

_Open = ctypes.CFUNCTYPE(
    ctypes.c_int, *[ctypes.c_void_p] * 3, ctypes.c_int, ctypes.c_void_p
)  # layer, name, file, flags, flags given back
_Delete = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_Write = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class _Layer(ctypes.Structure):
    """The beginning of `sqlite3_vfs`."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("path_limit", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
        ("delete", ctypes.c_void_p),
    )


@dataclass(frozen=True)
class Written:
    """Bytes written at a place of a file; `data` is `None` where the file was cut off there."""

    file: str
    at: int
    data: bytes | None


@dataclass(frozen=True)
class Flushed:
    """What was written to a file so far is on the disk."""

    file: str


@dataclass(frozen=True)
class Deleted:
    """A file was deleted; `is_safe` if its folder was flushed at once."""

    file: str
    is_safe: bool


@dataclass
class Recorder:
    """Everything that happened, in order; `acknowledge` puts a word in between."""

    log: list[Written | Flushed | Deleted | str] = field(default_factory=list)
    _kept: list[object] = field(default_factory=list)  # what SQLite may still call

    def acknowledge(self, word: str) -> None:
        """Note that somebody was told so."""
        self.log.append(word)

    def acknowledged(self, cut: int) -> set[str]:
        """What had been acknowledged by then."""
        return {entry for entry in self.log[:cut] if isinstance(entry, str)}

    def after_a_cut(self, cut: int, folder: Path, luck: Random) -> None:
        """Write the files as the disk holds them when power goes before entry `cut`."""
        for name, data in self._disk(cut, luck).items():
            (folder / name).write_bytes(data)

    def _disk(self, cut: int, luck: Random) -> dict[str, bytearray]:
        flushed, folder_flushed = self._flushed(cut)
        files: dict[str, bytearray] = {}
        for place, entry in enumerate(self.log[:cut]):
            if isinstance(entry, Written):
                is_safe = place < flushed.get(entry.file, -1)
                _arrive(files.setdefault(entry.file, bytearray()), entry, luck, is_safe=is_safe)
            elif isinstance(entry, Deleted) and (place <= folder_flushed or luck.random() < 0.5):
                files.pop(entry.file, None)
        return files

    def _flushed(self, cut: int) -> tuple[dict[str, int], int]:
        """When each file was flushed last, and the folder, which a new log is flushed with."""
        flushed: dict[str, int] = {}
        folder, old = -1, set[str]()
        for place, entry in enumerate(self.log[:cut]):
            if isinstance(entry, Flushed):
                flushed[entry.file] = place
                if entry.file not in old:
                    old.add(entry.file)
                    folder = place
            elif isinstance(entry, Deleted):
                old.discard(entry.file)
                if entry.is_safe:
                    folder = place
        return flushed, folder

    def wrap(self, name: str, file: int) -> None:
        """Listen to one open file."""
        slot = ctypes.c_void_p.from_address(file)
        methods = (ctypes.c_void_p * _METHODS)()
        assert slot.value is not None
        ctypes.memmove(methods, slot.value, _METHODS * _POINTER)
        write, truncate, sync = (
            kind(methods[place] or 0)
            for kind, place in ((_Write, _WRITE), (_Truncate, _TRUNCATE), (_Sync, _SYNC))
        )

        def on_write(file: int, data: int, count: int, at: int) -> int:
            self.log.append(Written(name, at, ctypes.string_at(data, count)))
            return int(write(file, data, count, at))

        def on_truncate(file: int, size: int) -> int:
            self.log.append(Written(name, size, None))
            return int(truncate(file, size))

        def on_sync(file: int, flags: int) -> int:
            result = int(sync(file, flags))
            self.log.append(Flushed(name))
            return result

        ours = (_Write(on_write), _Truncate(on_truncate), _Sync(on_sync))
        for place, function in zip((_WRITE, _TRUNCATE, _SYNC), ours, strict=True):
            methods[place] = ctypes.cast(function, ctypes.c_void_p).value
        slot.value = ctypes.addressof(methods)
        self._kept += [methods, *ours]


def _arrive(data: bytearray, entry: Written, luck: Random, *, is_safe: bool) -> None:
    if entry.data is None:
        if is_safe or luck.random() < 0.5:
            del data[entry.at :]
        return
    for start in range(0, len(entry.data), SECTOR):
        if is_safe or luck.random() < 0.5:
            some, at = entry.data[start : start + SECTOR], entry.at + start
            data.extend(bytes(max(0, at - len(data))))
            data[at : at + len(some)] = some


def can_record() -> bool:
    """Whether the driver's library shows SQLite's file layer."""
    return hasattr(_library(), "sqlite3_vfs_find")


@contextmanager
def recording() -> Iterator[Recorder]:
    """Record every file that SQLite opens meanwhile; all are to be closed before the end."""
    find: Callable[[None], Any] = _library().sqlite3_vfs_find
    find.restype = ctypes.POINTER(_Layer)  # type: ignore[attr-defined] # a ctypes function
    layer = find(None).contents
    addresses: tuple[int, int] = (layer.open, layer.delete)
    original, delete = _Open(addresses[0]), _Delete(addresses[1])
    recorder = Recorder()

    def on_open(layer: int, name: int | None, file: int, flags: int, given: int | None) -> int:
        result = int(original(layer, name, file, flags, given))
        if result == 0 and name:
            recorder.wrap(_name(name), file)
        return result

    def on_delete(layer: int, name: int, flushes: int) -> int:
        result = int(delete(layer, name, flushes))
        recorder.log.append(Deleted(_name(name), bool(flushes)))
        return result

    ours = _Open(on_open), _Delete(on_delete)
    layer.open, layer.delete = (ctypes.cast(one, ctypes.c_void_p).value for one in ours)
    try:
        yield recorder
    finally:
        layer.open, layer.delete = addresses


def _name(path: int) -> str:
    return Path(ctypes.string_at(path).decode()).name


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(_sqlite3.__file__)
