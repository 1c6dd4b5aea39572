"""The table of rules, as their modules declare it: for `athar rules`, and for docs/rules.md."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import app.rules
import app.services
import app.sync
from app.rules.declared import Rule, declared


def rule_table() -> tuple[Rule, ...]:
    """Every rule that is kept, by number; whoever declares one does so in one of these layers."""
    for layer in (app.rules, app.services, app.sync):
        for module in iter_modules(layer.__path__, f"{layer.__name__}."):
            import_module(module.name)
    return declared()
