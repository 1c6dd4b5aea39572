"""A receiver is called as people call the laptop."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.enrolment import enrol, write_request
from app.services.operation import close_desk, create_laptop
from app.services.receivers import SeveralLaptopsError, receiver_named
from tests.journeys.fieldwork import PASSPHRASE, Fieldwork


def test_a_laptop_is_known_by_its_name(tmp_path: Path) -> None:
    work = Fieldwork(tmp_path, books="AB")
    for name in ("Laptop B", " laptop b"):
        assert receiver_named(work.hq, name) == work.laptops["B"].replica
    for text in ("hq", "nobody", work.laptops["A"].replica, "Headquarters"):
        assert receiver_named(work.hq, text) == text
    second = create_laptop(tmp_path / "second.athar", work.beginning("B"))
    request = write_request(second, work.stick)
    enrol(work.hq, request.path, work.stick, passphrase=PASSPHRASE, book="C")
    with pytest.raises(SeveralLaptopsError, match="Laptop B"):
        receiver_named(work.hq, "Laptop B")
    close_desk(second)
    work.close()
