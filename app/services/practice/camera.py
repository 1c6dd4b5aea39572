"""The camera of the story: draws a placeholder, lays it on the card, and records the photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.files import write_whole
from app.models.media import Photo
from app.services.desk import Desk
from app.services.photos import add_photo
from app.services.practice.founding import OPERATION_CODE
from app.services.practice.pictures import CAMERA, Board, photo, signed_paper
from app.services.practice.scene import Scene


@dataclass(frozen=True, slots=True)
class Shot:
    """What a photo shows: words for the board, names of records in the story, and the view."""

    subject: str
    shows: tuple[str, ...]
    view: str
    has_pit: bool = True


class Camera:
    """One team's camera and scanner at one desk; `card` is where its files lie meanwhile."""

    def __init__(self, scene: Scene, desk: Desk, *, team: str, book: str, card: Path) -> None:
        self._scene = scene
        self._desk = desk
        self._team = team
        self._book = book
        self._card = card
        self._taken = 0

    def take(self, shot: Shot) -> Photo:
        """Take a photo of the site in work."""
        return self._added(shot, photo(self._board(shot.subject), has_pit=shot.has_pit), "JPG")

    def scan(self, subject: str, signers: Sequence[str], shows: tuple[str, ...] = ()) -> Photo:
        """Scan a paper that people signed."""
        shot = Shot(subject, shows or ("site 1",), "DOC")
        return self._added(shot, signed_paper(self._board(subject), tuple(signers)), "PNG")

    def _board(self, subject: str) -> Board:
        number = f"SHB01-P{self._book}{self._taken + 1:05d}"
        at = self._scene.clock.now()
        return Board(number, at, OPERATION_CODE, self._team, "SHB01", subject)

    def _added(self, shot: Shot, data: bytes, suffix: str) -> Photo:
        self._taken += 1
        file = self._card / f"DSC_{self._taken:04d}.{suffix}"
        write_whole(file, data)
        is_photo = shot.view != "DOC"
        saved = add_photo(
            self._desk,
            file,
            {
                "number": f"SHB01-P{self._book}{self._taken:05d}",
                "site": self._scene["site 1"],
                "subjects": tuple(self._scene[name] for name in shot.shows),
                "view_type": shot.view,
                "caption": shot.subject,
                "direction_deg": 45 * self._taken % 360 if is_photo else None,
                "scale_present": is_photo,
                "north_arrow_present": is_photo,
                "board_present": is_photo,
                "show_policy": "BLUR" if shot.view in {"INS", "CLO"} else "NORMAL",
                "photographer": self._scene["PH1"],
                "device_kind": "CAMERA" if is_photo else "SCANNER",
                "device": CAMERA,
                "card_no": f"CARD-{self._book}1" if is_photo else None,
                "camera_clock_offset_s": 0,
                "gps_action": "NONE",
            },
        )
        record = self._scene.note(f"photo {self._book}{self._taken}", saved)
        if not isinstance(record, Photo):
            raise TypeError(record.kind)
        return record
