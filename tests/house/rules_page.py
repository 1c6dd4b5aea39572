"""docs/rules.md, written from what the rules declare: `python -m tests.house.rules_page`."""

from __future__ import annotations

from app.rules.declared import Rule
from app.rules.roles import Act
from app.services.rule_table import rule_table
from tests.house.source import ROOT

PAGE = ROOT / "docs/rules.md"
_HEAD = (
    "| Rule | Level | What is asked | Function | Asked at | Test |\n"
    "| --- | --- | --- | --- | --- | --- |\n"
)
_ACTS_HEAD = "| Act | Do it | Approve it | Others |\n| --- | --- | --- | --- |\n"
_ACTS, _ACTS_END = "<!-- who may do what -->\n", "<!-- its end, too -->\n"
_BEGIN, _END = "<!-- the table -->\n", "<!-- its end -->\n"


def with_table(text: str) -> str:
    """The page `text` with its table as the code declares it now."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    lines = "".join(f"{_line(rule)}\n" for rule in rule_table())
    return _with_acts(f"{before}{_BEGIN}{_HEAD}{lines}{_END}{after}")


def _with_acts(text: str) -> str:
    before, _, rest = text.partition(_ACTS)
    _, _, after = rest.partition(_ACTS_END)
    lines = "".join(f"| {' | '.join(map(_cell, _of(act)))} |\n" for act in Act)
    return f"{before}{_ACTS}{_ACTS_HEAD}{lines}{_ACTS_END}{after}"


def _of(act: Act) -> tuple[str, str, str, str]:
    """What is done, by whom, who approves it, and what becomes of it by others."""
    return act.label, " ".join(sorted(act.does)), " ".join(sorted(act.approves)), act.kept.value


def _cell(text: str) -> str:
    return text or "–"


def _line(rule: Rule) -> str:
    cells = (
        ", ".join(rule.numbers),
        ", ".join(level.value for level in rule.levels) or "–",
        rule.asks,
        f"`{rule.function}`",
        rule.asked_at,
        f"`{rule.test}`",
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
