"""Revocations: how far a journal is believed. The reader's tests have them inside bundles."""

from __future__ import annotations

import pytest

from app.core.ids import new_uid
from app.sync.refusals import BundleRefusedError, Reason
from app.sync.trust import (
    Limit,
    Revocation,
    Revocations,
    Run,
    believed_up_to,
    limit_of,
    newer,
    read_revocations,
    sign_revocations,
)
from tests.sync.scene import Scene

STOLEN, JOURNAL, OTHER = new_uid(), new_uid(), new_uid()
A, B = "aa" * 32, "bb" * 32


def statement(
    version: int, *entries: tuple[str, int, str], operation: str = "0" * 64
) -> Revocations:
    return Revocations(
        operation=operation,
        version=version,
        entries=tuple(
            Revocation(
                replica=STOLEN, journal=journal, up_to_size=size, up_to_head=head, reason="stolen"
            )
            for journal, size, head in entries
        ),
    )


def test_nobody_is_limited_until_revoked() -> None:
    assert limit_of([None, statement(1)], STOLEN, JOURNAL) is None
    assert limit_of([statement(1, (JOURNAL, 5, A))], new_uid(), JOURNAL) is None


def test_a_journal_that_no_entry_names_is_not_believed() -> None:
    assert limit_of([statement(1, (JOURNAL, 5, A))], STOLEN, OTHER) == Limit(0, "")


def test_the_strictest_word_counts() -> None:
    both = [statement(3, (JOURNAL, 5, A)), statement(3, (JOURNAL, 8, B))]
    assert limit_of(both, STOLEN, JOURNAL) == Limit(5, A)
    assert limit_of(reversed(both), STOLEN, JOURNAL) == Limit(5, A)


def test_two_histories_up_to_one_line_leave_nothing() -> None:
    both = [statement(3, (JOURNAL, 5, A)), statement(3, (JOURNAL, 5, B))]
    assert limit_of(both, STOLEN, JOURNAL) == Limit(0, "")


@pytest.mark.parametrize(
    ("limit", "runs", "believed"),
    [
        (None, [Run(1, 9)], [9]),
        (Limit(5, A), [Run(1, 9, A)], [5]),
        (Limit(5, A), [Run(1, 9, B)], [0]),
        (Limit(5, A), [Run(1, 9)], [0]),
        (Limit(5, A), [Run(6, 9)], [5]),
        (Limit(9, A), [Run(1, 4), Run(5, 9, A)], [4, 9]),
        (Limit(9, A), [Run(1, 3), Run(5, 9, A)], [0, 9]),
        (Limit(9, A), [Run(1, 4), Run(5, 9, B)], [0, 4]),
        (Limit(3, A), [Run(1, 4, A), Run(5, 9)], [3, 4]),
        (Limit(0, ""), [Run(1, 4)], [0]),
    ],
)
def test_lines_count_if_the_way_to_the_witnessed_one_is_here(
    limit: Limit | None, runs: list[Run], believed: list[int]
) -> None:
    assert believed_up_to(limit, runs) == believed


def test_versions_only_rise() -> None:
    assert newer(None, None) is None
    assert newer(None, statement(1)) == statement(1)
    assert newer(statement(2), statement(3)) == statement(3)
    assert newer(statement(3), statement(3)) is None
    assert newer(statement(3), statement(2)) is None


def test_only_a_root_revokes(scene: Scene) -> None:
    said = statement(1, (JOURNAL, 5, A), operation=scene.operation.fingerprint)
    signed = sign_revocations(said, scene.operation.signer)
    assert read_revocations(signed, scene.operation.anchors) == said
    with pytest.raises(BundleRefusedError) as caught:
        read_revocations(sign_revocations(said, scene.laptop.signer), scene.operation.anchors)
    assert caught.value.reason is Reason.UNTRUSTED
