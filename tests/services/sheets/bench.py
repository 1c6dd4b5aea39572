"""Headquarters with a bag and its people, written without the gate: forms print what there is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from app.core.clock import Moment
from app.core.ids import new_uid
from app.core.wording import wording
from app.models.custody import CustodyEvent, CustodyLine
from app.models.fields import encode_values
from app.models.kinds import KIND
from app.models.record import Record
from app.models.signatures import Signature
from app.reports.custody import CustodyForm
from app.reports.words import Tongues, Words
from app.services.custody_sheet import CustodySheet
from app.services.reading import get_record
from app.store.transactions import Edit
from tests.journeys.fieldwork import MORNING, Fieldwork


class Bench:
    """One bag at headquarters, and short ways to write what happens to it."""

    def __init__(self, folder: Path) -> None:
        self.work = Fieldwork(folder, books="")
        self.desk = self.work.hq
        self.known: dict[str, str] = {}
        self.minutes = 0
        self.write("organisation", "mortuary", name="Mortuary", local_name="دائرة الطب العدلي")
        for name, native in (("Dina", "دينا"), ("Omar", "عمر"), ("Rania", "رانيا")):
            self.write(
                "person", name, full_name=native, latin_name=name, organisation=self.uid("mortuary")
            )
        self.write("site", "site", number="SNJ03", name="Practice")
        self.write("grave", "grave", number="SNJ03-G01", site=self.uid("site"))
        self.write(
            "remains_case", "body", number="SNJ03-01-A0003B", site=self.uid("site"),
            grave=self.uid("grave"), case_type="B", presumptive_id="A disc was found.",
        )  # fmt: skip
        self.write(
            "container", "bag", number="SNJ03-KA0031", container_kind="BAG",
            site=self.uid("site"), contents=(self.uid("body"),), state="FINAL",
        )  # fmt: skip

    def uid(self, name: str) -> str:
        return self.known.setdefault(name, new_uid())

    def write(self, kind: str, called: str, /, **values: Any) -> Record:
        """Create or change a record."""
        with self.desk.store.writing() as pen:
            edit = Edit(kind, self.uid(called), encode_values(KIND[kind].fields, values))
            pen.append(
                [edit], by=self.desk.person, at=self.desk.now(), why=values.get("reason", "")
            )
        return self.record(called)

    def record(self, name: str) -> Record:
        record = get_record(self.desk, self.uid(name))
        assert record is not None
        return record

    def event(
        self, name: str, kind: str, item: str = "bag", previous: str = "", **values: Any
    ) -> None:
        """Something happens to an item, ten minutes after what was written before."""
        self.minutes += 10
        line = {"item": self.uid(item), "seal_condition": "NOT_SEALED", "quantity": 1}
        if previous:
            line["previous"] = self.uid(previous)
        told = {
            "event_type": kind,
            "half": "BOTH",
            "occurred_at": self.at(self.minutes),
            "lines": (CustodyLine(line | values.pop("line", {})),),
        }
        self.write(CustodyEvent.kind, name, **told | values)

    def at(self, minutes: float) -> Moment:
        return Moment(MORNING.instant + timedelta(minutes=minutes), MORNING.offset_minutes)

    def signed(self, *signatures: tuple[str, str]) -> tuple[Signature, ...]:
        return tuple(
            Signature(
                {
                    "signer": self.uid(who),
                    "role": role,
                    "method": "DRAWN",
                    "media": "5e" * 32,
                    "at": self.at(0),
                }
            )
            for who, role in signatures
        )

    def form(self, name: str = "bag", language: str = "ar") -> CustodyForm:
        """What the form of an item shows now."""
        right = None if language == "en" else wording(language)
        with self.desk.store.reading() as view:
            say = Tongues(wording("en"), right)
            return CustodySheet(self.desk, view, self.record(name), say).form()


def left(words: Words) -> str:
    """The English of words in two languages."""
    return words if isinstance(words, str) else words.left


def right(words: Words) -> str:
    """The other language."""
    return words if isinstance(words, str) else words.right
