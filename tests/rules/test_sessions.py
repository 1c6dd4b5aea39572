"""Whose word a line is: seals hold for exactly the history they were put on, by their person."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.certificates import Certificate, Role, issue, new_key, new_root
from app.crypto.digests import GENESIS
from app.crypto.signatures import raw_sign
from app.models.journal import Line, Segment, encode_line
from app.rules.sessions import Attribution, SealState, attributed, session_statement
from tests.rules.world import uid

JOURNAL = uid("journal")
ROOT_KEY = new_key()
ROOT = new_root(ROOT_KEY, operation_name="Practice")
KEYS = {name: new_key() for name in ("dina", "omar")}


def certified(name: str, role: Role = "person") -> Certificate:
    key = KEYS[name].public_key()
    return issue(ROOT_KEY, ROOT, key, name=name, role=role, uid=uid(name))


CERTIFICATES = tuple(certified(name) for name in KEYS)


@dataclass
class Journal:
    """A journal as a laptop writes it."""

    lines: list[bytes] = field(default_factory=list)

    @property
    def head(self) -> bytes:
        return ([GENESIS, *self.segment().hashes()])[-1]

    def segment(self) -> Segment:
        return Segment(JOURNAL, 1, GENESIS, tuple(self.lines))

    def write(self, who: str, k: str = "change", act: str = "", seal: str = "") -> None:
        self.lines.append(encode_line(Line(k=k, by=uid(who), act=act, seal=seal)))

    def close(self, who: str, by_key_of: str = "") -> None:
        statement = session_statement(JOURNAL, len(self.lines), self.head)
        seal = raw_sign(KEYS[by_key_of or who], statement)
        self.write(who, k="session", act="close", seal=base64.b64encode(seal).decode())

    def told(self, certificates: Sequence[Certificate] = CERTIFICATES) -> Attribution:
        return attributed(JOURNAL, [self.segment()], certificates)


def day(*who: str) -> Journal:
    """People who each write two lines and seal them."""
    journal = Journal()
    for name in who:
        journal.write(name, k="session", act="open")
        journal.write(name)
        journal.write(name)
        journal.close(name)
    return journal


@given(st.lists(st.sampled_from(sorted(KEYS)), max_size=5))
def test_sealed_sessions_leave_nothing_that_nobody_vouches_for(who: list[str]) -> None:
    told = day(*who).told()
    assert [seal.state for seal in told.seals] == [SealState.HOLDS] * len(who)
    assert not told.unvouched
    assert set(told.vouched) == {uid(name) for name in who}


@given(st.integers(0, 6), st.integers(0, 200))
def test_a_history_that_was_changed_bears_no_seal_that_holds(line: int, at: int) -> None:
    journal = day("dina", "omar")
    data = journal.lines[line]
    place = at % len(data)
    journal.lines[line] = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    told = journal.told()
    assert all(seal.state is not SealState.HOLDS for seal in told.seals if seal.line > line + 1), (
        "what comes after the change is sealed over another history"
    )


def test_lines_after_the_last_seal_are_nobodys_word_until_the_next() -> None:
    journal = day("dina")
    journal.write("dina", k="session", act="open")
    journal.write("dina")
    assert journal.told().unvouched == {uid("dina"): 3}
    journal.close("dina")  # the battery was flat in between; the next seal makes it good
    assert not journal.told().unvouched


def test_nobody_vouches_for_what_another_wrote() -> None:
    journal = Journal()
    journal.write("omar")
    journal.close("dina")
    assert journal.told().unvouched == {uid("omar"): 0}
    assert journal.told().vouched == {uid("dina"): 1}


def test_a_seal_by_another_key_is_false() -> None:
    journal = Journal()
    journal.write("dina")
    journal.close("dina", by_key_of="omar")
    (seal,) = journal.told().false
    assert (seal.line, seal.person) == (2, uid("dina"))
    assert journal.told().unvouched == {uid("dina"): 0}


def test_without_the_certificate_a_seal_is_unproven_and_not_false() -> None:
    journal = day("dina")
    told = journal.told([certified("omar")])
    assert [seal.person for seal in told.unproven] == [uid("dina")]
    assert not told.false
    assert told.unvouched == {uid("dina"): 0}


def test_a_laptops_certificate_is_no_persons() -> None:
    assert day("dina").told([certified("dina", "laptop")]).unproven


def test_a_new_key_of_the_same_person_counts_beside_the_old() -> None:
    KEYS["dina"], old = new_key(), KEYS["dina"]
    try:
        told = day("dina").told((*CERTIFICATES, certified("dina")))
    finally:
        KEYS["dina"] = old
    assert [seal.state for seal in told.seals] == [SealState.HOLDS]


@pytest.mark.parametrize("seal", ["!", "A" * 300, "AAAA", "é"])
def test_what_is_no_seal_is_false(seal: str) -> None:
    journal = Journal()
    journal.write("dina", k="session", act="close", seal=seal)
    assert len(journal.told().false) == 1


def test_a_session_that_was_closed_without_a_key_has_no_seal() -> None:
    journal = Journal()
    journal.write("dina", k="session", act="close")
    assert journal.told() == Attribution(JOURNAL)


def test_a_gap_before_a_seal_leaves_it_good() -> None:
    journal = day("dina", "omar")
    *_, head = replace(journal.segment(), lines=journal.lines[:5]).hashes()
    later = Segment(JOURNAL, 6, head, tuple(journal.lines[5:]))
    told = attributed(JOURNAL, [later], CERTIFICATES)
    assert [(seal.line, seal.state) for seal in told.seals] == [(8, SealState.HOLDS)]


def test_a_line_of_a_newer_version_is_passed_over() -> None:
    journal = Journal([b"[1]"])
    journal.write("dina")
    journal.close("dina")
    assert journal.told().vouched == {uid("dina"): 2}
