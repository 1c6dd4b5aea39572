"""Every page and dialog can be photographed, in every language, without a word in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.services.desk import Desk
from app.services.recording import save_record
from app.ui.dressing import dress
from app.ui.looks import Looks
from app.ui.screens import SIZE, grab_all


@pytest.mark.slow
def test_every_page_and_dialog_is_photographed(
    qapp: QApplication, desk: Desk, tmp_path: Path
) -> None:
    site = save_record(desk, "site", None, {"number": "SNJ03", "name": "Old canal"}).record
    save_record(desk, "container", None, {"site": site.uid, "container_kind": "BODY_BAG"})
    before = desk.store.check()
    paths = grab_all(desk, tmp_path / "screens", ["ckb"], ["sun"])
    dress(qapp, Looks())
    names = {path.stem.split("-", 4)[-1] for path in paths}
    assert {"today", "exchange-1", "unlock", "position", "transfer", "timeline"} <= names
    assert {"sites-matrix", "remains-skeleton", "custody-events", "map-site"} <= names
    assert {"receiver", "position-receiver", "position-tape", "guide"} <= names
    assert len(set(paths)) == len(paths) == len(list((tmp_path / "screens").iterdir()))
    for path in paths:
        picture = QImage(str(path))
        assert picture.width() <= SIZE.width()
        assert not picture.isNull()
    assert desk.store.check() == before
