"""Which lifted remains wait for somebody in custody: kept in mind, and brought up to date.

Where one case is takes half a millisecond to work out, and a season has hundreds. What is typed
all day touches no custody, so only the lines that came since the last time are asked about: a case
that changed is worked out anew, and all are where more than that may depend on what came.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from app.models.journal import decode_lines
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.custody import Custody
from app.rules.snapshot import CUSTODY_KINDS, for_many
from app.store.transactions import View

_MOST_LINES = 2_000  # with more it is quicker to work all out anew

NOT_SEALED = "{title} is lifted but not sealed."
NOT_RECEIVED = "{title} is released but not received."


class OpenCustody:
    """The lifted remains of one store that wait; each call looks at a view of it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._upto = 0
        self._sentences: dict[str, str] = {}
        self._containers: Mapping[str, str | None] = {}

    def waiting(self, view: View) -> list[tuple[str, Record]]:
        """A sentence about each lifted case that is not sealed, or released and not received."""
        cases = view.records.all_of(RemainsCase.kind)
        containers = {case.uid: case.values.get("container") for case in cases}
        lifted = [case for case in cases if case.values.get("lifted_at")]
        with self._lock:
            known = self._still_known(view, containers)
            known |= _worked_out(view, [case for case in lifted if case.uid not in known])
            self._upto, self._sentences = view.lines.last_id(), known
            self._containers = containers
        return [(known[case.uid], case) for case in lifted if known[case.uid]]

    def _still_known(self, view: View, containers: Mapping[str, str | None]) -> dict[str, str]:
        """What is said of the cases of which later lines can have changed nothing."""
        changed = _changed_since(view, self._upto)
        if changed is None or any(
            containers.get(uid) != self._containers.get(uid) for uid in changed
        ):
            return {}  # with a case that is packed or unpacked goes what is in the same bag
        return {uid: said for uid, said in self._sentences.items() if uid not in changed}


def _changed_since(view: View, line_id: int) -> set[str] | None:
    """The cases that lines after this one touch; None where they may touch more of custody."""
    last = view.lines.last_id()
    if not 0 <= last - line_id <= _MOST_LINES or not line_id:
        return None
    changed = set[str]()
    kept = [item.data for item in view.lines.kept(range(line_id + 1, last + 1))]
    for line in decode_lines(kept):
        for touch in line.m if line else ():
            if touch.t == RemainsCase.kind:
                changed.add(touch.r)
            elif touch.t in CUSTODY_KINDS:
                return None
    return changed


def _worked_out(view: View, cases: list[Record]) -> dict[str, str]:
    custody = Custody(for_many(view.records, len(cases)), rules=())
    return {case.uid: _said(custody, case) for case in cases}


def _said(custody: Custody, case: Record) -> str:
    state = custody.of(case.uid)
    if state.is_disputed:
        return ""
    if not state.seal and not state.is_terminal:
        return NOT_SEALED
    return NOT_RECEIVED if state.is_released else ""
