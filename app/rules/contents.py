"""What is in what: remains and finds in bags, bags in coffins; what may be put in or taken out.

A container's list says what was packed. Where a thing itself names a container, that is where it is
now.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from app.models.containers import Container
from app.models.finds import Artefact, Sample
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.world import Records, found, naming

Packed: TypeAlias = RemainsCase | Artefact | Sample
"""What is put into containers and says itself in which it is."""

PACKED: tuple[type[Packed], ...] = (RemainsCase, Artefact, Sample)


def container_of(item: str, records: Records) -> str:
    """The container that an item is in, or "" for none; of several lists, the first by uid."""
    record = records.get(item)
    if isinstance(record, Container):
        return record.parent or ""
    if isinstance(record, Packed) and record.container:
        return record.container
    return next((container.uid for container in lists_naming(item, records)), "")


def lists_naming(item: str, records: Records) -> Iterator[Container]:
    """The containers in whose list of contents an item stands."""
    return (
        container
        for container in naming(records, Container, "contents", item)
        if not container.is_withdrawn
    )


def contents_of(container: str, records: Records) -> list[str]:
    """What is in a container now, by uid."""
    record = found(records, Container, container)
    named = {*(record.contents or () if record else ())}
    for kind in PACKED:
        named |= {item.uid for item in naming(records, kind, "container", container)}
    named |= {inner.uid for inner in naming(records, Container, "parent", container)}
    return sorted(uid for uid in named if container_of(uid, records) == container)


def all_within(item: str, records: Records) -> list[str]:
    """An item, and all that is in it at any depth, each once."""
    found_so_far = [item]
    for outer in found_so_far:  # grows while it is read
        inner = contents_of(outer, records)
        found_so_far += [uid for uid in inner if uid not in found_so_far]
    return found_so_far


def is_circular(container: str, records: Records) -> bool:
    """Whether a container stands inside itself."""
    at, seen = container, set[str]()
    while at and at not in seen:
        seen.add(at)
        record = found(records, Container, at)
        at = (record.parent or "") if record else ""
    return bool(at)


def repacked(
    draft: Packed | Container, previous: Record | None, now: Records, then: Records
) -> Iterator[tuple[str, str, str, str]]:
    """What a draft moves between containers: field, item, container before and after."""
    before = previous.values if previous else {}
    if not isinstance(draft, Container):
        moved = [("container", draft.uid)] if draft.container != before.get("container") else []
    else:
        listed = set(draft.contents or ()) ^ set(before.get("contents") or ())
        moved = [("contents", uid) for uid in sorted(listed)]
        if draft.parent != before.get("parent"):
            moved.append(("parent", draft.uid))
    for field, item in moved:
        was, will_be = container_of(item, now), container_of(item, then)
        if was != will_be:
            yield field, item, was, will_be
