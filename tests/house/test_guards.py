"""The guards around every test do bite."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from tests.house.source import ROOT

ELSEWHERE = ("192.0.2.1", 9)  # an address that is nobody's


@pytest.mark.parametrize(
    "ask",
    [
        lambda: QMessageBox.question(None, "", ""),
        lambda: QMessageBox.critical(None, "", ""),
        lambda: QFileDialog.getOpenFileName(None),
        lambda: QFileDialog.getSaveFileName(None),
        lambda: QFileDialog.getExistingDirectory(None),
        lambda: QInputDialog.getText(None, "", ""),
    ],
)
def test_a_modal_question_fails_at_once(qtbot: QtBot, ask: Callable[[], object]) -> None:
    with pytest.raises(AssertionError, match="waits for a person"):
        ask()


@pytest.mark.parametrize("window", [QDialog, QMessageBox, QFileDialog])
def test_a_modal_window_fails_at_once(qtbot: QtBot, window: type[QDialog]) -> None:
    shown = window()
    qtbot.addWidget(shown)
    with pytest.raises(AssertionError, match="waits for a person"):
        shown.exec()


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_the_network_is_out_of_reach(family: socket.AddressFamily) -> None:
    with socket.socket(family) as sock:
        with pytest.raises(AssertionError, match="only this machine"):
            sock.connect(ELSEWHERE)
        with pytest.raises(AssertionError, match="only this machine"):
            sock.bind(("", 0))


def test_names_are_not_looked_up() -> None:
    with pytest.raises(AssertionError, match="only this machine"):
        socket.create_connection(("athar.example", 443))


def test_this_machine_may_be_spoken_to() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_a_thread_left_behind_fails_its_test_by_name(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    (tmp_path / "test_leak.py").write_text(
        "from threading import Thread\n"
        "from time import sleep\n"
        "def test_leaves_one():\n"
        "    Thread(target=sleep, args=(20,), name='straggler', daemon=True).start()\n"
        "def test_leaves_none():\n"
        "    Thread(target=sleep, args=(0.05,)).start()\n",
        "utf-8",
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tmp_path],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "threads outlive the test: straggler" in run.stdout
    assert "2 passed, 1 error" in run.stdout
