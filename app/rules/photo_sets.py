"""The set of photos that each case needs, because nobody will see it in the ground again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.models.media import Photo
from app.models.record import Record
from app.models.remains import RemainsCase
from app.rules.becoming import becomes_final
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, naming

NAMED = 2
"""So many missing views are named one by one; more are a set that nobody took."""

_SET: tuple[tuple[Callable[[Photo], bool], str], ...] = (
    (
        lambda photo: photo.view_type == "BRD" or photo.board_present is True,
        "No photo of {case} shows the board with its number.",
    ),
    (
        lambda photo: (
            photo.view_type == "INS"
            and photo.scale_present is True
            and photo.north_arrow_present is True
        ),
        "No photo shows {case} in place, with scale and north arrow.",
    ),
    (lambda photo: photo.view_type == "MID", "No photo shows {case} from mid-range."),
    (lambda photo: photo.view_type == "CLO", "No photo shows {case} close up."),
    (lambda photo: photo.view_type == "IMP", "No photo shows the ground after {case} was lifted."),
    (lambda photo: photo.view_type == "LBL", "No photo shows label and seal of {case}."),
)


@rule(
    "BR-24",
    levels=(Level.WARN,),
    at="remains that become final",
    test="test_photo_sets.py::test_each_view_that_is_missing_is_named",
)
def the_photos_of_a_case_are_complete(
    case: RemainsCase, previous: Record | None, records: Records
) -> Iterator[Verdict]:
    """Board, in place, mid-range, close up, after lifting, label and seal."""
    if not becomes_final(case, previous) or case.lifted_at is None or case.case_type == "NH":
        return
    photos = list(naming(records, Photo, "subjects", case.uid))
    missing = [message for shows, message in _SET if not any(map(shows, photos))]
    if len(missing) > NAMED:
        yield Verdict(
            "BR-24",
            Level.WARN,
            "{count} of the six views of {case} are in no photo.",
            "The six are: the board; in place with scale and north arrow; mid-range; close up; the "
            "ground after lifting; label and seal. What is missing is listed on the recovery form.",
            values={"count": len(missing), "case": case.title},
        )
        return
    for message in missing:
        yield Verdict(
            "BR-24",
            Level.WARN,
            message,
            "Take it if it can still be taken, or link the photo to the case. Otherwise say "
            "why in the remarks; the recovery form lists it as missing.",
            values={"case": case.title},
        )
