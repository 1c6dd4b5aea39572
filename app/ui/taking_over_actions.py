"""What forms ask of pins and templates: the services, bound to a desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.models.templates import Template
from app.services.desk import Desk
from app.services.pins import keep_pins, kept_pins
from app.services.recording import Saved
from app.services.templates import Filling, filling_of, save_template, templates_of


@dataclass(frozen=True, slots=True)
class TakingOverActions:
    """The services of pins and templates, each already bound to the desk."""

    kept_pins: Callable[[str], dict[str, Any]]
    keep_pins: Callable[[str, Mapping[str, Any]], None]
    templates_of: Callable[[str], Sequence[Template]]
    filling_of: Callable[[str], Filling]
    save_template: Callable[[str, str, Mapping[str, Any]], Saved]


def taking_over_at(desk: Desk) -> TakingOverActions:
    """The services as the person at this desk uses them."""
    return TakingOverActions(
        kept_pins=partial(kept_pins, desk),
        keep_pins=partial(keep_pins, desk),
        templates_of=partial(templates_of, desk),
        filling_of=partial(filling_of, desk),
        save_template=partial(save_template, desk),
    )
