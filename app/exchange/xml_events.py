"""XML read from outside, without ever holding more than one element of it.

Only this module parses XML. A document type with entities can make gigabytes of a few lines, or
fetch other files: no file of places needs one, so it is refused where it is declared, before
anything is made of it. Names come without their namespace, because half of the programs that write
GPX leave it out or write the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from xml.parsers import expat

from app.exchange.features import ImportRefusedError

LIMIT_DEPTH: Final = 64
LIMIT_TEXT: Final = 16_000_000  # characters of one element; the border of a country has 100,000
LIMIT_ATTRIBUTES: Final = 1_000_000
LIMIT_MARK: Final = 1_000_000  # bytes of one tag or comment, which the parser looks at again


class Begun(NamedTuple):
    """An element begins on that line of the file."""

    name: str
    attributes: Mapping[str, str]
    line: int


class Ended(NamedTuple):
    """An element ends; `text` is what stood in it, beside other elements."""

    name: str
    text: str
    line: int


class Broken(NamedTuple):
    """The file stops being XML on that line; what came before holds."""

    line: int


Event = Begun | Ended | Broken


def events(blocks: Iterable[bytes]) -> Iterator[Event]:
    """The elements of a document, in order; last of all `Broken`, if it is not whole.

    Raises:
        ImportRefusedError: it declares entities, or is nested deeper or longer than any real file.
    """
    reading = _Reading()
    for block in blocks:
        yield from reading.fed(block, is_last=False)
        if reading.is_broken:
            return
    yield from reading.fed(b"", is_last=True)


class _Reading:
    def __init__(self) -> None:
        self.is_broken = False
        self._events: list[Event] = []
        self._texts: list[list[str]] = []
        self._length = 0
        self._fed = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add
        self._parser.EntityDeclHandler = _refuse_entities
        self._parser.UnparsedEntityDeclHandler = _refuse_entities
        self._parser.ExternalEntityRefHandler = _refuse_entities
        self._parser.AttlistDeclHandler = _refuse_entities  # a default is an entity by another name

    def fed(self, block: bytes, *, is_last: bool) -> Iterator[Event]:
        try:
            self._parser.Parse(block, is_last)
        except expat.ExpatError as error:
            self.is_broken = True
            self._events.append(Broken(error.lineno))
        except (LookupError, ValueError):  # an encoding that Python does not know
            self.is_broken = True
            self._events.append(Broken(self._parser.CurrentLineNumber))
        self._fed += len(block)
        if not self.is_broken and self._fed - self._parser.CurrentByteIndex > LIMIT_MARK:
            raise _endless()
        found, self._events = self._events, []
        yield from found

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._texts) == LIMIT_DEPTH or sum(map(len, attributes.values())) > LIMIT_ATTRIBUTES:
            raise _endless()
        self._texts.append([])
        self._length = 0
        self._events.append(Begun(_local(name), attributes, self._parser.CurrentLineNumber))

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > LIMIT_TEXT:
            raise _endless()
        self._texts[-1].append(text)

    def _end(self, name: str) -> None:
        text = "".join(self._texts.pop()).strip()
        self._events.append(Ended(_local(name), text, self._parser.CurrentLineNumber))


@lru_cache(maxsize=256)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_entities(*_: object) -> int:
    raise ImportRefusedError(
        "The file declares entities, with which a small file can fill a computer or read others.",
        hint="Nothing was read. Export it anew from the program that it comes from.",
        reason="entities",
    )


def _endless() -> ImportRefusedError:
    return ImportRefusedError(
        "The file is nested deeper, or has longer values, than any real one.",
        hint="Nothing was read. Export it anew from the program that it comes from.",
        reason="too_large",
    )
