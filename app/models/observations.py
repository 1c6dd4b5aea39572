"""What is observed on remains in the ground, line by line: an observation, never a finding."""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import ChoiceField, ReferenceField, Row, Stage, TextField


class Relation(Row):
    """How these remains lay to others; nothing is separated by guess."""

    other_case = ReferenceField("Other remains", kinds=("remains_case",), required=Stage.FINAL)
    relation = ChoiceField("Lies", codes=CodeList("remains_relation"), required=Stage.FINAL)
    note = TextField("Note")


class Damage(Row):
    """Damage as seen in the field: an observation, not a finding."""

    bone = ChoiceField("Where", codes=CodeList("bone"), required=Stage.FINAL)
    timing = ChoiceField("Timing", codes=CodeList("damage_timing"), required=Stage.FINAL)
    damage = ChoiceField("Kind of damage", codes=CodeList("damage_kind"), required=Stage.FINAL)
    note = TextField("Note")
