"""What to call records, people and codes on a form, in its two languages.

Labels of codes are ours and come in both. People and organisations have a name in their own script
and one in Latin letters: each side of the form gets the one that its readers read. Where the
operation keeps its staff's names off paper, or a form is to be passed on, people are codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from app.core.clock import Moment
from app.core.wording import Wording, embedded, isolated
from app.models.fields import ChoiceField
from app.models.kinds import KIND
from app.models.operations import Operation, Organisation, Person
from app.models.record import Record
from app.reports.custody import Party
from app.reports.times import stamp
from app.reports.words import Bilingual, Tongues, Words
from app.rules.titles import title_in
from app.rules.verdicts import Verdict
from app.rules.world import Records, every


class Terms:
    """Words for one form, out of the records as they stand."""

    def __init__(self, records: Records, say: Tongues, *, hides_names: bool = False) -> None:
        self._records = records
        self.say = say
        self.hides_names = hides_names or any(
            operation.hides_staff_names for operation in every(records, Operation)
        )

    def record(self, uid: object) -> Record | None:
        """The record that a reference means, if it has arrived."""
        return self._records.get(uid) if isinstance(uid, str) and uid else None

    def title(self, uid: object) -> str:
        """What to call a record, or nothing if it has not arrived."""
        record = self.record(uid)
        return record.title if record else ""

    def called(self, record: Record) -> Words:
        """What to call a record; one that is called by what it says, in both languages."""
        left, right = self.say.left, self.say.right
        told = title_in(left, record, lambda uid: embedded(self.title(uid)))
        if right is None or told == record.title:
            return told
        return Bilingual(told, title_in(right, record, lambda uid: embedded(self.title(uid))))

    def person(self, uid: object) -> Words:
        """A person's name, in Latin letters where the language is written in them."""
        record = self.record(uid)
        if not isinstance(record, Person):
            return uid[:8] if isinstance(uid, str) else ""
        if self.hides_names:
            return isolated(_code(record))
        return self._scripts(record.full_name or record.title, record.latin_name)

    def titled(self, title: str) -> Words:
        """A person of whom only the name is known, as people are called on this form."""
        person = self._people.get(title)
        if person is not None:
            return self.person(person.uid)
        return self.say("a member of staff") if self.hides_names else title

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
        if self.hides_names:
            employer = self.organisation(organisation or record.organisation)
            return Party(name=isolated(_code(record)), organisation=employer)
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

    def sentence(self, verdict: Verdict) -> Bilingual:
        """What a rule says, its moments as clocks show them and its names apart from the line."""
        return self.say(verdict.message, **{k: self._told(v) for k, v in verdict.values.items()})

    def _told(self, value: object) -> object:
        if isinstance(value, Moment):
            return stamp(value)
        if self.hides_names and isinstance(value, str) and value in self._people:
            return isolated(_code(self._people[value]))
        return embedded(value)

    @cached_property
    def _people(self) -> Mapping[str, Person]:
        """Everybody by the name that histories call them."""
        return {one.title: one for one in every(self._records, Person)}

    def _scripts(self, own: str, latin: str | None) -> Words:
        def side(wording: Wording | None) -> str:
            return own if wording is None or wording.is_right_to_left else latin or own

        right = side(self.say.right) if self.say.right else ""
        return Bilingual(side(self.say.left), right)


def _code(person: Person) -> str:
    return person.number or person.uid[:8]
