"""Which way each character of a line runs: the Unicode bidirectional algorithm, UAX #9.

Our own, because a record may hold anything: the implementation at hand recurses once for each
neutral character in a row and takes half a second to import. A test holds ours against it.
The names X1 to L2 are the rules of the standard.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_DEEPEST = 125
_MOST_OPEN_BRACKETS = 63
_OPENING, _CLOSE = frozenset("\u2066\u2067\u2068"), "\u2069"
_RIGHT = frozenset({"R", "AL"})
_INITIATORS = frozenset({"LRI", "RLI", "FSI"})
_EMBEDDINGS = frozenset({"LRE", "RLE", "LRO", "RLO"})
_REMOVED = _EMBEDDINGS | {"PDF", "BN"}
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "PDI"}) | _INITIATORS
_RESET = frozenset({"WS", "PDI"}) | _INITIATORS
_SEPARATORS = {"EN": frozenset({"ES", "CS"}), "AN": frozenset({"CS"})}  # of numbers (W4)
_PAIRS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽"
    "⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
_CLOSING = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_CANONICAL = {"\u2329": "\u3008", "\u232a": "\u3009"}


def is_rtl(text: str, *, otherwise: bool = False) -> bool:
    """Whether the first strong character outside isolates runs to the left (P2 and P3)."""
    first = _first_strong([unicodedata.bidirectional(character) for character in text], 0)
    return otherwise if first is None else first in _RIGHT


def has_rtl(text: str) -> bool:
    """Whether any letter outside isolates runs to the left."""
    depth = 0
    for character in text:
        if character in _OPENING:
            depth += 1
        elif character == _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and unicodedata.bidirectional(character) in _RIGHT:
            return True
    return False


def levels(text: str, *, is_rtl: bool) -> list[int]:
    """The embedding level of each character of one line; odd levels run to the left.

    Characters that the algorithm removes, joiners and controls, take the level before them.
    """
    kinds = [unicodedata.bidirectional(character) for character in text]
    found = set(kinds)
    is_plain = CONTROLS.isdisjoint(text)
    if is_plain and not is_rtl and found.isdisjoint({"R", "AL", "AN"}):
        return [0] * len(text)
    if is_plain and is_rtl and found.isdisjoint({"L", "EN", "AN"}):
        return [1] * len(text)
    return _resolved(text, kinds, base=int(is_rtl))


def visual_order(levels: Sequence[int]) -> list[int]:
    """The places of the pieces of one line, from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            if levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order


class _Status(NamedTuple):
    """An entry of the stack of rule X1."""

    level: int
    override: str | None
    is_isolate: bool


class _Stack:
    """Embeddings, overrides and isolates as they open and close (X1 to X7)."""

    def __init__(self, base: int) -> None:
        self._entries = [_Status(base, None, is_isolate=False)]
        self._lost_isolates = self._lost_embeddings = self._isolates = 0

    @property
    def top(self) -> _Status:
        return self._entries[-1]

    @property
    def has_room(self) -> bool:
        return not (self._lost_isolates or self._lost_embeddings) and self.top.level < _DEEPEST

    def open(self, kind: str, direction: str) -> None:
        is_isolate = kind in _INITIATORS
        level = self.top.level
        level = (level + 1) | 1 if direction == "R" else (level + 2) & ~1
        if self.has_room and level <= _DEEPEST:
            override = direction if kind in {"LRO", "RLO"} else None
            self._entries.append(_Status(level, override, is_isolate))
            self._isolates += is_isolate
        elif is_isolate:
            self._lost_isolates += 1
        elif not self._lost_isolates:
            self._lost_embeddings += 1

    def close_isolate(self) -> None:
        if self._lost_isolates:
            self._lost_isolates -= 1
        elif self._isolates:
            self._lost_embeddings = 0
            while not self._entries.pop().is_isolate:
                pass
            self._isolates -= 1

    def close_embedding(self) -> None:
        if self._lost_isolates:
            return
        if self._lost_embeddings:
            self._lost_embeddings -= 1
        elif len(self._entries) > 1 and not self.top.is_isolate:
            self._entries.pop()


def _resolved(text: str, kinds: list[str], base: int) -> list[int]:
    levels, types = _explicit(kinds, base)
    kept = [place for place, kind in enumerate(kinds) if kind not in _REMOVED]
    for sequence, sos, eos in _isolating_runs(kept, kinds, levels, base):
        run = [types[place] for place in sequence]
        _weak(run, sos)
        level = levels[sequence[0]]
        _brackets(run, [text[place] for place in sequence], kinds, sequence, (level, sos))
        _neutral(run, sos, eos, "R" if level % 2 else "L")
        for place, kind in zip(sequence, run, strict=True):
            levels[place] = _implicit(level, kind)
    _reset(kinds, levels, base)
    last = base
    for place, kind in enumerate(kinds):
        last = levels[place] = last if kind in _REMOVED else levels[place]
    return levels


def _first_strong(kinds: Sequence[str], start: int, *, in_isolate: bool = False) -> str | None:
    depth = 0
    for place in range(start, len(kinds)):
        kind = kinds[place]
        if kind in _INITIATORS:
            depth += 1
        elif kind == "PDI":
            if depth == 0 and in_isolate:
                return None
            depth = max(0, depth - 1)
        elif depth == 0 and (kind == "L" or kind in _RIGHT):
            return kind
    return None


def _explicit(kinds: list[str], base: int) -> tuple[list[int], list[str]]:
    """X1 to X8: levels from embeddings, overrides and isolates, and types after overrides."""
    stack = _Stack(base)
    levels: list[int] = []
    types = list(kinds)
    for place, kind in enumerate(kinds):
        if kind == "PDI":
            stack.close_isolate()
        levels.append(base if kind == "B" else stack.top.level)
        if stack.top.override and kind not in _REMOVED and kind != "B":
            types[place] = stack.top.override
        if kind in _INITIATORS or kind in _EMBEDDINGS:
            # Asked only while there is room, or each of a row of FSI would look to the end.
            stack.open(kind, _direction(kinds, place) if stack.has_room else "L")
        elif kind == "PDF":
            stack.close_embedding()
    return levels, types


def _direction(kinds: list[str], place: int) -> str:
    """L or R, as an initiator or embedding wants; FSI looks at what follows (X5c)."""
    if kinds[place] != "FSI":
        return kinds[place][0]
    return "R" if _first_strong(kinds, place + 1, in_isolate=True) in _RIGHT else "L"


def _isolating_runs(
    kept: list[int], kinds: list[str], levels: list[int], base: int
) -> Iterator[tuple[list[int], str, str]]:
    """X10: runs of one level, those on both sides of an isolate joined, with what borders them."""
    runs: list[list[int]] = []
    for place in kept:
        if runs and levels[runs[-1][0]] == levels[place]:
            runs[-1].append(place)
        else:
            runs.append([place])
    waiting: list[list[list[int]]] = []  # sequences whose last initiator has not been closed
    sequences: list[list[list[int]]] = []
    borders: dict[int, tuple[int, int]] = {}
    for number, run in enumerate(runs):
        before = levels[runs[number - 1][0]] if number else base
        after = levels[runs[number + 1][0]] if number + 1 < len(runs) else base
        borders[run[0]] = (before, after)
        while waiting and levels[waiting[-1][0][0]] > levels[run[0]]:
            waiting.pop()
        if kinds[run[0]] == "PDI" and waiting and levels[waiting[-1][0][0]] == levels[run[0]]:
            sequence = waiting.pop()
            sequence.append(run)
        else:
            sequence = [run]
            sequences.append(sequence)
        if kinds[run[-1]] in _INITIATORS:
            waiting.append(sequence)
    for sequence in sequences:
        level = levels[sequence[0][0]]
        before = borders[sequence[0][0]][0]
        is_open = kinds[sequence[-1][-1]] in _INITIATORS
        after = base if is_open else borders[sequence[-1][0]][1]
        sos = "R" if max(level, before) % 2 else "L"
        eos = "R" if max(level, after) % 2 else "L"
        yield [place for run in sequence for place in run], sos, eos


def _weak(run: list[str], sos: str) -> None:
    """W1 to W7: marks, numbers and what stands between numbers."""
    _marks(run, sos)
    for place in range(1, len(run) - 1):
        one, kind, other = run[place - 1 : place + 2]
        if one == other and kind in _SEPARATORS.get(one, ()):
            run[place] = one
    _terminators(run)
    strong = sos
    for place, kind in enumerate(run):
        if kind in {"L", "R"}:
            strong = kind
        elif kind in {"ES", "CS"}:
            run[place] = "ON"
        elif kind == "EN" and strong == "L":
            run[place] = "L"


def _marks(run: list[str], sos: str) -> None:
    """W1 to W3: marks are as what they stand on, and numbers after Arabic letters Arabic ones."""
    before = strong = sos
    for place, found in enumerate(run):
        is_isolated = before in _INITIATORS or before == "PDI"
        kind = ("ON" if is_isolated else before) if found == "NSM" else found
        if kind in _RIGHT or kind == "L":
            strong = kind
        before = kind
        run[place] = "AN" if kind == "EN" and strong == "AL" else kind
    run[:] = ["R" if kind == "AL" else kind for kind in run]


def _terminators(run: list[str]) -> None:
    """W5 and W6: percent and currency signs go with a number beside them."""
    place = 0
    while place < len(run):
        end = place
        while end < len(run) and run[end] == "ET":
            end += 1
        if end > place:
            beside = run[max(0, place - 1) : place] + run[end : end + 1]
            run[place:end] = ["EN" if "EN" in beside else "ON"] * (end - place)
        place = max(end, place + 1)


def _brackets(
    run: list[str],
    characters: list[str],
    kinds: list[str],
    sequence: list[int],
    around: tuple[int, str],
) -> None:
    """N0: a pair of brackets runs as what it holds, or as what stands before it."""
    level, sos = around
    own, other = ("R", "L") if level % 2 else ("L", "R")
    for opening, closing in _bracket_pairs(run, characters):
        inside = {_strong(kind) for kind in run[opening + 1 : closing]}
        if own in inside:
            direction = own
        elif other in inside:
            before = next((s for k in run[opening - 1 :: -1] if (s := _strong(k))), sos)
            before = before if opening else sos
            direction = other if before == other else own
        else:
            continue
        for place in (opening, closing):
            run[place] = direction
            for after in range(place + 1, len(run)):
                if kinds[sequence[after]] != "NSM":
                    break
                run[after] = direction


def _bracket_pairs(run: list[str], characters: list[str]) -> list[tuple[int, int]]:
    """BD16."""
    waiting: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for place, character in enumerate(characters):
        if run[place] != "ON":
            continue
        if character in _CLOSING:
            if len(waiting) == _MOST_OPEN_BRACKETS:
                return []
            waiting.append((_canonical(_CLOSING[character]), place))
        else:
            wanted = _canonical(character)
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == wanted:
                    pairs.append((waiting[depth][1], place))
                    del waiting[depth:]
                    break
    return sorted(pairs)


def _canonical(bracket: str) -> str:
    return _CANONICAL.get(bracket, bracket)


def _strong(kind: str) -> str | None:
    """The direction that a type counts as among neutrals; numbers count as R."""
    return kind if kind in {"L", "R"} else "R" if kind in {"EN", "AN"} else None


def _neutral(run: list[str], sos: str, eos: str, own: str) -> None:
    """N1 and N2: what is left takes the direction of both its sides, or of the line."""
    place = 0
    while place < len(run):
        if run[place] not in _NEUTRAL:
            place += 1
            continue
        end = place
        while end < len(run) and run[end] in _NEUTRAL:
            end += 1
        before = (_strong(run[place - 1]) if place else sos) or own
        after = (_strong(run[end]) if end < len(run) else eos) or own
        run[place:end] = [before if before == after else own] * (end - place)
        place = end


def _implicit(level: int, kind: str) -> int:
    """I1 and I2."""
    if level % 2:
        return level + (kind in {"L", "EN", "AN"})
    return level + {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)


def _reset(kinds: list[str], levels: list[int], base: int) -> None:
    """L1: separators, and the spaces before them and at the end, lie flat."""
    is_before = True
    for place in range(len(kinds) - 1, -1, -1):
        kind = kinds[place]
        if kind in {"S", "B"}:
            is_before = True
            levels[place] = base
        elif is_before and kind in _RESET:
            levels[place] = base
        elif kind not in _REMOVED:
            is_before = False
