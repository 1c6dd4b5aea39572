"""Who plays, where it is played, and what the pictures show: all invented, and none of it loose."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from PIL import Image

from app.core.clock import Moment
from app.crypto.passphrases import check_passphrase
from app.geo.area import Containment, contains_with_error
from app.geo.coordinates import read_position_text
from app.geo.notation import Notation
from app.models.codes import CodeList
from app.services.practice import places
from app.services.practice.clock import STEP, WorkingClock
from app.services.practice.founding import PASSPHRASE
from app.services.practice.people import HQ, LEAD_A, LEAD_B, MEMBERS, name_lists
from app.services.practice.pictures import Board, photo, signed_paper

EVERYBODY = (HQ, LEAD_A, LEAD_B, *MEMBERS)
BOARD = Board(
    "SHB01-PA00012",
    Moment.parse("2026-11-08T09:12:00+03:00"),
    "BSR26",
    "Team A",
    "SHB01",
    "In situ",
)


def test_everybody_is_somebody_else() -> None:
    lists = name_lists()
    assert len({part.full_name(lists) for part in EVERYBODY}) == len(EVERYBODY)
    assert len({part.latin_name for part in EVERYBODY}) == len(EVERYBODY)
    assert len({part.code for part in EVERYBODY}) == len(EVERYBODY)


def test_names_are_arabic_and_persian_and_stand_in_the_lists() -> None:
    lists = name_lists()
    for part in EVERYBODY:
        first, last = part.full_name(lists).split(" ", 1)
        assert first in lists[part.language, "first_name", part.gender]
        assert last in lists[part.language, "last_name", "generic"]
        assert part.latin_name.isascii()
    assert {part.language for part in EVERYBODY} == {"ar", "fa"}


def test_every_role_is_one() -> None:
    roles = {code.code for code in CodeList("role").codes}
    assert {role for part in EVERYBODY for role in part.roles} <= roles


def test_the_passphrase_is_public_and_passes() -> None:
    assert check_passphrase(PASSPHRASE) == ()


def test_positions_are_typed_in_several_notations() -> None:
    typed = [
        places.SITE_1, places.SITE_2, places.GRAVE_1, places.GRAVE_2, places.CONTROL,
        places.OBSERVER_1, places.OBSERVER_2, places.OBSERVER_3,
    ]  # fmt: skip
    read = [read_position_text(text) for text in typed]
    assert {one.notation for one in read} == {
        Notation.DEGREES,
        Notation.SECONDS,
        Notation.UTM,
        Notation.MGRS,
    }
    assert {one.zone for one in read} == {None, 38, 39}
    working_area = places.area(places.WORKING_AREA)
    for one in read:
        assert contains_with_error(working_area, one, Decimal(10)) is Containment.INSIDE


@pytest.mark.parametrize("grave", [places.GRAVE_1, places.GRAVE_2])
def test_the_graves_lie_on_cleared_ground_and_the_other_dig_does_not(grave: str) -> None:
    cleared = places.area(places.CLEARED)
    at = places.surveyed(grave)
    assert contains_with_error(cleared, at, at.error_95_m()) is Containment.INSIDE
    never = places.averaged(places.DIG_AT_SITE_2)
    suspected = places.area(places.SUSPECTED)
    assert contains_with_error(suspected, never, never.error_95_m()).is_possible


def test_a_photo_is_a_picture_with_the_cameras_time_and_no_position() -> None:
    with Image.open(io.BytesIO(photo(BOARD))) as image:
        image.load()
        exif = image.getexif()
        assert image.format == "JPEG"
        assert exif.get_ifd(0x8769)[0x9003] == "2026:11:08 09:12:00"
        assert not exif.get_ifd(0x8825), "a position must not leave with the picture"


def test_pictures_are_the_same_each_time_and_differ_by_their_board() -> None:
    other = Board(**{**{name: getattr(BOARD, name) for name in Board.__slots__}, "subject": "x"})
    assert photo(BOARD) == photo(BOARD)
    assert photo(BOARD) != photo(other)
    assert signed_paper(BOARD, ("A", "B")) != signed_paper(BOARD, ("A", "C"))


def test_the_board_says_no_place_and_no_coordinate() -> None:
    text = " ".join(BOARD.lines())
    assert text == "SHB01-PA00012 2026-11-08 09:12 BSR26 · Team A · SHB01 In situ"


def test_every_picture_is_striped() -> None:
    for data in (photo(BOARD), signed_paper(BOARD, ("A",))):
        with Image.open(io.BytesIO(data)) as image:
            row = image.convert("L").crop((0, image.height - 30, image.width, image.height - 29))
            light = sum(grey > 220 for grey in row.tobytes())
            assert 0.3 < light / row.width < 0.8


def test_the_clock_goes_on_and_never_back() -> None:
    clock = WorkingClock("2026-11-01 08:00+03:00")
    first, second = clock.now(), clock.now()
    assert second.instant - first.instant == STEP
    clock.turn_to("2026-11-02 08:00+03:00")
    assert str(clock.now()) == "2026-11-02T08:00:00.000+03:00"
    with pytest.raises(ValueError, match="never goes back"):
        clock.turn_to("2026-11-01 08:00+03:00")
