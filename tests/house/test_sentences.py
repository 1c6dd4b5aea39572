"""Every failure is told in whole sentences, with a hint, and with all the values it names."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterable, Iterator

import pytest

from tests.house.source import files, name, tree

ENDS = (".", "?", "!", "…", ":", "}", "”")


class _Family:
    """`AppError` and all that comes from it, and which of them take a sentence as it does."""

    def __init__(self, modules: Iterable[ast.Module]) -> None:
        classes = [n for module in modules for n in ast.walk(module) if isinstance(n, ast.ClassDef)]
        self.parents = {c.name: {b.id for b in c.bases if isinstance(b, ast.Name)} for c in classes}
        builders = {c.name for c in classes if any(_is_constructor(member) for member in c.body)}
        self.errors = self._descendants({"AppError"})
        self.builders = self._descendants(self.errors & builders - {"AppError"})

    def _descendants(self, found: set[str]) -> set[str]:
        while more := {child for child, bases in self.parents.items() if bases & found} - found:
            found = found | more
        return found

    def sentences(self, module: ast.Module) -> Iterator[ast.Call]:
        """The calls in `module` that hand `AppError` its sentence."""
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and _called(node) in self.errors - self.builders:
                yield node
            elif isinstance(node, ast.ClassDef) and self._hands_on(node.name):
                calls = (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))
                yield from (call for call in calls if _called(call) == "super().__init__")

    def _hands_on(self, error: str) -> bool:
        """Whether the error's own constructor speaks to `AppError`, not to another builder."""
        return error in self.builders and not self.parents[error] & self.builders


def _is_constructor(member: ast.stmt) -> bool:
    return isinstance(member, ast.FunctionDef) and member.name == "__init__"


def _called(call: ast.Call) -> str:
    written = ast.unparse(call.func)
    return written if written.startswith("super()") else written.rpartition(".")[2]


def _faults(call: ast.Call) -> Iterator[str]:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    hint = given.get("hint")
    if hint is None:
        yield "has no hint"
    for text in (call.args[0] if call.args else None, hint):
        if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
            continue  # taken from a table of sentences
        if not text.value.endswith(ENDS):
            yield f"is no whole sentence: {text.value!r}"
        wanted = {part[1] for part in string.Formatter().parse(text.value) if part[1] is not None}
        missing = wanted - given.keys()
        if missing and None not in given:
            yield f"names values it is not given: {missing}"


def _all_faults(family: _Family, module: ast.Module) -> list[str]:
    return [
        f"line {call.lineno} {fault}"
        for call in family.sentences(module)
        for fault in _faults(call)
    ]


def test_every_failure_says_what_happened_and_what_to_do() -> None:
    family = _Family(map(tree, files("app")))
    found = {
        name(path): faults for path in files("app") if (faults := _all_faults(family, tree(path)))
    }
    assert not found


BASE = "class AppError(Exception):\n    def __init__(self, message, *, hint): ...\n"
WORN = """
class WornError(AppError):
    def __init__(self, seal):
        super().__init__("The seal is broken."{hint})
class TornError(WornError): ...
raise TornError(seal)
"""


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('raise AppError("The disk is full.")', "has no hint"),
        ('raise AppError("The disk is full.", hint="")', "is no whole sentence"),
        ('raise errors.AppError("The disk is full.")', "has no hint"),
        ('class FullError(AppError): ...\nraise FullError("It is full.")', "has no hint"),
        ('raise AppError("disk full", hint="Free some space.")', "is no whole sentence"),
        ('raise AppError("{n} MB are free.", hint="Free some space.")', "names values"),
        ('raise AppError("It is full.", hint="Free {more} MB.", n=1)', "names values"),
        (WORN.format(hint=""), "has no hint"),
    ],
)
def test_each_fault_is_seen(written: str, fault: str) -> None:
    module = ast.parse(BASE + written)
    (found,) = _all_faults(_Family([module]), module)
    assert fault in found


@pytest.mark.parametrize(
    "written",
    [
        'raise AppError("{n} MB are free.", hint="Free some space.", n=1)',
        'raise AppError("{n} MB are free.", hint="Free some space.", **values)',
        "raise AppError(sentence, hint=hint)",
        WORN.format(hint=', hint="Ask who broke it."'),
    ],
)
def test_what_is_whole_is_let_pass(written: str) -> None:
    module = ast.parse(BASE + written)
    assert not _all_faults(_Family([module]), module)
