"""What is said of a place: by whom, until when, how deep, how sure; never that it is safe."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from app.core.clock import Moment
from app.core.resources import resource
from app.core.wording import LANGUAGES, wording
from app.rules.clearance import Clearance, ClearanceVerdict, gravity
from app.rules.hazards import HazardNotice
from app.services.ground_words import (
    CALLED,
    around_site,
    called,
    open_hazards,
    particulars,
    what_to_do,
    why,
)
from app.services.hazards import Ground
from tests.house.source import ROOT, tree

JUDGING = (
    "app/rules/approach.py",
    "app/rules/certificates.py",
    "app/rules/clearance.py",
    "app/rules/excavation.py",
    "app/services/ground_words.py",
    "app/ui/bands.py",
    "app/ui/clearance/ground.py",
    "app/ui/clearance/reach.py",
    "app/ui/clearance/releases.py",
)
SAFE = {
    "en": r"\bsafe(ly|r|ty)?\b|\bsecure|harmless|no danger",
    "ar": r"\bال?آمن|\bآمن|مأمون|\bأمان|لا خطر",
    "ckb": r"سەلامەت|ئەمن|پارێزراو|بێ ?مەترسی",
    "fa": r"ایمن|\bامن|\bامان|بی‌?خطر|بی خطر",
    "az": r"təhlükəsiz|əmin-aman|zərərsiz",
}


def sentences() -> set[str]:
    """Every text in the modules that judge ground and tell of it, but for their docstrings."""
    found: set[str] = set()
    for module in JUDGING:
        nodes = list(ast.walk(tree(ROOT / module)))
        docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        found |= {
            node.value
            for node in nodes
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docs
            and " " in node.value
        }
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_in_any_language_says_safe(language: str) -> None:
    known: dict[str, str] = {}
    if language != "en":
        known = json.loads(resource("translations", f"{language}.json").read_text("utf-8"))
    told = sentences()
    assert len(told) > 30
    saying = {text: known.get(text, text) for text in told}
    safe = re.compile(SAFE[language], re.IGNORECASE)
    assert not {text: said for text, said in saying.items() if safe.search(said)}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This place is safe."),
        ("ar", "هذا المكان آمن."),
        ("ckb", "ئەم شوێنە سەلامەتە."),
        ("fa", "این مکان امن است."),
        ("az", "Bu yer təhlükəsizdir."),
    ],
)
def test_the_word_would_be_seen(language: str, said: str) -> None:
    assert re.search(SAFE[language], said, re.IGNORECASE)


def cleared(**other: object) -> Ground:
    """A place that a certificate covers, with a hazard north-east of it."""
    values: dict[str, object] = {
        "verdict": ClearanceVerdict.CLEARED,
        "why": "Certificate {certificate} says that this place was cleared to {cleared} m.",
        "hint": "It says so for its area alone. Report and mark whatever looks like ordnance.",
        "values": {"certificate": "SNJ03-LA001", "cleared": Decimal("1.2")},
        "until": Moment.parse("2026-11-21T14:00:00+03:00"),
        "depth_m": Decimal("1.2"),
        "nearest_hazard_m": 84.4,
        "bearing_deg": 44.6,
    }
    found = Clearance(**(values | other))  # type: ignore[arg-type] # by name
    return Ground(
        found, "SNJ03-LA001", ("Ali",), (), (), "SNJ03-HA005", Decimal("4.25"), Decimal("0.8")
    )


def told(ground: Ground, language: str = "en") -> str:
    say = wording(language)
    parts = (called(ground), why(ground), what_to_do(ground), *particulars(ground))
    marks = dict.fromkeys(map(ord, "\u2066\u2068\u2069"))
    return " ".join(say(one.text, **one.values) for one in parts).translate(marks)


def test_what_the_certificate_holds_back_is_told() -> None:
    ground = replace(
        cleared(), conditions="EOD on standby.\nNo machine.", not_cleared="The canal bank."
    )
    assert (
        "It ends on 2026-11-21 14:00 +03:00. Not cleared, it says: “The canal bank.” "
        "It holds on these conditions: “EOD on standby. No machine.” Asked down to 0.8 m."
    ) in told(ground)


def test_everything_asked_of_a_place_is_told() -> None:
    assert told(cleared()) == (
        "Cleared, says its certificate. Certificate SNJ03-LA001 says that this place was cleared "
        "to 1.2 m. It says so for its area alone. Report and mark whatever looks like ordnance. "
        "Issued by Ali. It ends on 2026-11-21 14:00 +03:00. Asked down to 0.8 m. The place is "
        "known to ± 4.2 m, and all of that was counted. Nearest open hazard: SNJ03-HA005, seen "
        "84 m away at 045° true, NE."
    )
    assert "The certificate names no end." in told(cleared(until=None))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(language: str) -> None:
    words = told(cleared(), language)
    assert "SNJ03-LA001" in words
    assert "2026-11-21 14:00 +03:00" in words
    assert "{" not in words
    assert (words == told(cleared())) is (language == "en")


def test_every_verdict_is_called_something_and_only_one_lets_work() -> None:
    assert set(CALLED) == set(ClearanceVerdict)
    assert [one for one in ClearanceVerdict if gravity(one) == 0] == [ClearanceVerdict.CLEARED]


def noticed(**other: object) -> str:
    """What a site's band says."""
    values: dict[str, object] = {
        "open": 2,
        "nearest_m": 42.6,
        "nearest_compass": "NE",
        "cleared_depth_m": Decimal("1.2"),
        "cleared_until": Moment.parse("2026-11-21T14:00:00+03:00"),
        "at": Moment.parse("2026-11-21T09:00:00+03:00"),
    }
    notice = HazardNotice(**(values | other))  # type: ignore[arg-type] # by name
    parts = (open_hazards(notice), *around_site(notice))
    told = " · ".join(wording("en")(one.text, **one.values) for one in parts)
    return told.translate(dict.fromkeys(map(ord, "\u2066\u2068\u2069")))


def test_a_band_says_how_many_where_how_deep_and_until_when() -> None:
    assert noticed() == "2 open hazards · nearest 43 m NE · cleared to 1.2 m until 14:00 +03:00"
    assert noticed(open=1, at=None).endswith("until 2026-11-21 14:00 +03:00")
    assert noticed(open=1, nearest_m=None).startswith("1 open hazard · cleared")
    assert noticed(cleared_until=None).endswith("cleared to 1.2 m")
    assert noticed(cleared_depth_m=None).endswith("no clearance recorded")
