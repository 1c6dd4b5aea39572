"""What a template fills in, in words, for who is about to use it."""

from __future__ import annotations

import json

from app.core.wording import embedded, isolated
from app.models.kinds import KIND
from app.models.templates import Template
from app.ui.workbench import Workbench


def told(template: Template, bench: Workbench) -> list[tuple[str, str]]:
    """Each field that a template fills in, by its label, and the value as a form would show it."""
    kind = KIND.get(template.template_of or "")
    lines = []
    for row in template.filled_in or ():
        name = row.field or ""
        field = kind.fields.get(name) if kind is not None else None
        try:
            encoded = json.loads(row.value or "null")
        except (ValueError, RecursionError):
            encoded = None
        shown = (
            bench.shown.encoded(field, encoded)
            if field is not None and encoded is not None
            else embedded(row.value or "")
        )
        lines.append((bench.say(field.label) if field else isolated(name), shown))
    return lines
