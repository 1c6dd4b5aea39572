"""The decisions are numbered without a gap, and the list names each as its page does."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"


def test_the_list_of_decisions_is_that_of_the_pages() -> None:
    pages = sorted(FOLDER.glob("[0-9]*.md"))
    entries = []
    for number, page in enumerate(pages, 1):
        title = page.read_text("utf-8").splitlines()[0]
        assert page.name.startswith(f"{number:04}-")
        assert title.startswith(f"# {number}. ")
        entries.append(f"{number}. [{title.partition('. ')[2]}]({page.name})")
    listed = (FOLDER / "README.md").read_text("utf-8").splitlines()
    assert [line for line in listed if re.match(r"\d", line)] == entries
