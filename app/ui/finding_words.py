"""Findings in words: what two laptops wrote, who, when, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.wording import embedded
from app.models.kinds import KIND
from app.ui.history import claimed_time
from app.ui.workbench import Workbench

if TYPE_CHECKING:
    from app.services.findings import Finding, FindingValue


def name_of(code: str, bench: Workbench) -> str:
    """What kind of finding it is, in a few words."""
    say = bench.say
    return {
        "C1": say("One field, two values"),
        "C2": say("Withdrawn here, changed there"),
        "C3": say("Custody forked: where it is, is unknown"),
        "C4": say("Changed on both sides, unseen together"),
        "C5": say("Two records with one number"),
        "C6": say("Refers to something not here yet"),
        "C7": say("Written twice, though it never changes"),
        "C8": say("A journal with two branches"),
        "C10": say("A false seal"),
    }.get(code, code)


def sentence_of(finding: Finding, bench: Workbench) -> str:
    """What happened, and what can be done."""
    say = bench.say
    label = _label(finding, bench)
    return {
        "C1": say("“{field}” was written differently on two laptops. Choose one.", field=label),
        "C2": say("One laptop withdrew this record while another changed it. Decide."),
        "C3": say(
            "Two custody events follow the same one. Find the item, then supersede the event that "
            "is wrong. Until then it can be neither closed nor handed over."
        ),
        "C4": say(
            "Two laptops changed different fields at the same time. Nobody has seen both together: "
            "open the record and read it once."
        ),
        "C5": say("Two records carry this number. Headquarters gives one of them another."),
        "C6": say("“{field}” names a record that is not here yet. Read more bundles.", field=label),
        "C7": say("Compare both versions. The first one written counts; tell headquarters."),
        "C8": say("A disk was copied or a backup restored. Tell headquarters which laptop it is."),
        "C10": say(
            "Somebody sealed a session in this person's name with another key, or altered what the "
            "person had sealed. Tell headquarters."
        ),
    }.get(finding.code, finding.code)


def claim_of(finding: Finding, value: FindingValue, bench: Workbench) -> str:
    """Who wrote what, when and where, in one sentence."""
    declared = KIND[finding.kind].fields.get(finding.field) if finding.kind in KIND else None
    shown = str(value.value)
    if declared is not None:
        shown = bench.shown.with_unit(declared, value.value)
    return bench.say(
        "{person} wrote “{value}” on {laptop}, {time}",
        person=embedded(value.by),
        value=shown or "–",
        laptop=embedded(value.laptop),
        time=claimed_time(value.at),
    )


def _label(finding: Finding, bench: Workbench) -> str:
    declared = KIND[finding.kind].fields.get(finding.field) if finding.kind in KIND else None
    return bench.say(declared.label) if declared is not None else finding.field
