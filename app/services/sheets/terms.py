"""What to call records, people, codes and values on a form, in its two languages.

Labels of codes are ours and come in both. People and organisations have a name in their own script
and one in Latin letters: each side of the form gets the one that its readers read.
"""

from __future__ import annotations

from decimal import Decimal

from app.core.clock import Moment
from app.core.wording import Wording, embedded, isolated
from app.models.fields import ChoiceField, Json
from app.models.kinds import KIND
from app.models.operations import Organisation, Person
from app.models.record import Record
from app.reports.custody import Party
from app.reports.times import stamp
from app.reports.words import Bilingual, Tongues, Words
from app.rules.verdicts import Verdict
from app.rules.world import Records
from app.services.findings import decoded


class Terms:
    """Words for one form, out of the records as they stand."""

    def __init__(self, records: Records, say: Tongues) -> None:
        self._records = records
        self.say = say

    def record(self, uid: object) -> Record | None:
        """The record that a reference means, if it has arrived."""
        return self._records.get(uid) if isinstance(uid, str) and uid else None

    def title(self, uid: object) -> str:
        """What to call a record, or nothing if it has not arrived."""
        record = self.record(uid)
        return record.title if record else ""

    def person(self, uid: object) -> Words:
        """A person's name, in Latin letters where the language is written in them."""
        record = self.record(uid)
        if not isinstance(record, Person):
            return uid[:8] if isinstance(uid, str) else ""
        return self._scripts(record.full_name or record.title, record.latin_name)

    def organisation(self, uid: object) -> Words:
        """An organisation's name, the local one where the language runs right to left."""
        record = self.record(uid)
        if not isinstance(record, Organisation):
            return ""
        return self._scripts(record.local_name or record.title, record.title)

    def party(self, uid: object, organisation: object = None) -> Party | None:
        """A person with both names, and the organisation they act for."""
        record = self.record(uid)
        if not isinstance(record, Person):
            return None
        return Party(
            name=record.full_name or record.title,
            latin_name=record.latin_name or "",
            organisation=self.organisation(organisation or record.organisation),
        )

    def label(self, record: Record | None, name: str) -> Words:
        """The label of the code that a field of a record holds."""
        if record is None:
            return ""
        return self.code(type(record).fields.get(name), record.values.get(name))

    def code(self, field: object, code: object) -> Words:
        """A code's label."""
        if isinstance(field, ChoiceField) and isinstance(code, str):
            return self.say(field.codes.label(code))
        return ""

    def field(self, kind: str, name: str) -> Words:
        """A field's label, or its bare name where a newer version declared it."""
        field = KIND[kind].fields.get(name)
        return self.say(field.label) if field else name

    def value(self, record: Record, name: str, encoded: Json) -> Words:
        """A value of a field as people read it."""
        value = decoded(record, name, encoded)
        field = type(record).fields.get(name)
        if isinstance(field, ChoiceField):
            return self.code(field, value)
        if isinstance(value, bool):
            return self.say("Yes" if value else "No")
        if isinstance(value, str):
            return self.title(value) or value
        if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
            return ", ".join(embedded(self.title(one) or one) for one in value)
        if isinstance(value, Moment | int | Decimal):
            return stamp(value) if isinstance(value, Moment) else isolated(value)
        return "" if value is None else self.say("(see the attached record)")

    def sentence(self, verdict: Verdict) -> Bilingual:
        """What a rule says, its moments as clocks show them and its names apart from the line."""
        return self.say(verdict.message, **{k: _told(v) for k, v in verdict.values.items()})

    def _scripts(self, own: str, latin: str | None) -> Words:
        def side(wording: Wording | None) -> str:
            return own if wording is None or wording.is_right_to_left else latin or own

        right = side(self.say.right) if self.say.right else ""
        return Bilingual(side(self.say.left), right)


def _told(value: object) -> str:
    return stamp(value) if isinstance(value, Moment) else embedded(value)
