"""A register of damages, each with the reason it must be refused for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from app.sync.refusals import BundleRefusedError, Reason
from tests.sync.forge import Forge, verify_plain
from tests.sync.scene import Scene

Damage: TypeAlias = Callable[[Forge, Scene], None]


class Cases:
    """Damages by name; the name is the function's, with words for its underscores."""

    def __init__(self) -> None:
        self._all: dict[str, tuple[Reason, Damage]] = {}

    def refused_as(self, reason: Reason, name: str = "") -> Callable[[Damage], Damage]:
        """Enter a damage."""

        def enter(damage: Damage) -> Damage:
            key = name or damage.__name__.replace("_", " ")
            assert key not in self._all, f"two cases are called {key}"
            self._all[key] = reason, damage
            return damage

        return enter

    def each(self) -> pytest.MarkDecorator:
        """Try all of them."""
        return pytest.mark.parametrize(
            ("reason", "damage"), self._all.values(), ids=list(self._all)
        )


def check(forge: Forge, scene: Scene) -> BundleRefusedError:
    """What reading the bundle raises; nothing else may come out."""
    with pytest.raises(BundleRefusedError) as caught:
        verify_plain(forge.plain(), scene.reader)
    return caught.value


def check_is_refused(damage: Damage, reason: Reason, forge: Forge, scene: Scene) -> None:
    """Damage the bundle and see that it is refused for that very reason."""
    damage(forge, scene)
    error = check(forge, scene)
    assert error.reason is reason, error.where
    assert "othing was changed" in error.advice
