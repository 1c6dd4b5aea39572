"""Numbers that others gave, or that we gave before: kept for ever, so that both are found."""

from __future__ import annotations

from app.models.codes import CodeList
from app.models.fields import ChoiceField, Row, Stage, TextField


class OtherNumber(Row):
    """A provisional, foreign or superseded number of the same thing."""

    scheme = ChoiceField("Kind of number", codes=CodeList("number_scheme"), required=Stage.FINAL)
    value = TextField("Other number", limit=64, required=Stage.FINAL)
    given_by = TextField("Given by", help="The organisation whose number it is.")
