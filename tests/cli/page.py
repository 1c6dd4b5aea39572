"""What docs/command-line.md promises of each command."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/command-line.md"


@cache
def sections() -> dict[str, str]:
    """The text about each command, by what one types: `store info`."""
    _, *parts = re.split(r"^## athar ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    found = {}
    for part in parts:
        heading, _, text = part.partition("\n")
        words = [word for word in heading.split() if word.islower()]
        found[" ".join(words)] = text
    return found


def keys(command: str) -> set[str]:
    """The keys of its answer in JSON."""
    _, _, listed = sections()[command].partition("\nJSON: ")
    return set(re.findall(r"`([a-z0-9_]+)`", listed))
