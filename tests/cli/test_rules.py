"""`athar rules` prints the table of rules."""

from __future__ import annotations

from app.services.rule_table import rule_table
from tests.cli.conftest import Athar


def test_every_number_of_the_field_is_in_the_table(athar: Athar) -> None:
    done = athar("rules", "--json")
    assert done.status == 0
    rules = done.data["rules"]
    assert {number for rule in rules for number in rule["numbers"]} >= {
        f"BR-{number:02}" for number in range(1, 38)
    }
    assert len(rules) == len(rule_table())
    for rule in rules:
        assert set(rule) == {"numbers", "levels", "asks", "function", "asked_at", "test"}
        assert set(rule["levels"]) <= {"block", "override", "warn", "audit"}


def test_people_read_a_line_for_each(athar: Athar) -> None:
    lines = athar("rules").out.splitlines()
    assert len(lines) == len(rule_table())
    assert all(line.startswith(("BR-", "C", "EN-", "WHO-")) for line in lines)
