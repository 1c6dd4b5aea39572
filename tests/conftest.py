"""What holds for every test: no screen, no network, no modal window, no thread left behind.

A test that would wait for a person, speak to another machine or leave work running fails at once
and says so, instead of hanging the run on somebody's laptop.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Generator
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A shared machine may be slow; how long an example takes says nothing about the law it tries.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", _PATIENT, max_examples=50)
settings.register_profile("ci", _PATIENT, max_examples=100, derandomize=True)
settings.register_profile("deep", _PATIENT, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))

_HOME = pytest.StashKey[tempfile.TemporaryDirectory[str]]()
_THREADS = pytest.StashKey[frozenset[threading.Thread]]()
_MODAL = {
    QDialog: ("exec",),
    QMessageBox: ("about", "aboutQt", "critical", "information", "question", "warning"),
    QFileDialog: (
        "getExistingDirectory",
        "getExistingDirectoryUrl",
        "getOpenFileName",
        "getOpenFileNames",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileName",
        "getSaveFileUrl",
    ),
    QInputDialog: ("getDouble", "getInt", "getItem", "getMultiLineText", "getText"),
}


class OutsideWorldError(AssertionError):
    """A test reached for what no test may reach for."""


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a home of its own, so that no test reads or writes a person's settings."""
    home = config.stash[_HOME] = tempfile.TemporaryDirectory(prefix="athar-")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"):
        os.environ[name] = home.name


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_HOME].cleanup()


@pytest.fixture(scope="session", autouse=True)
def guarded_world() -> Generator[None]:
    """Bar modal windows and the network for the whole run."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, names in _MODAL.items():
            for name in names:
                patch.setattr(owner, name, _modal(f"{owner.__name__}.{name}"))
        for name in ("bind", "connect", "connect_ex"):
            patch.setattr(socket.socket, name, _local_only(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _no_lookup(socket.getaddrinfo))
        yield


@pytest.fixture(scope="session", autouse=True)
def windows_close_by_themselves() -> None:
    """A last window that closes ends no application here.

    Qt would quit then, and where no application runs, as in a test, that quit stays: every event
    loop after it returns at once, and whatever waits for a job waits for ever.
    """
    QGuiApplication.setQuitOnLastWindowClosed(False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    item.stash[_THREADS] = frozenset(threading.enumerate())
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the test whose threads outlive it, by name; one that is about to end gets a second."""
    result = yield
    left = [
        thread
        for thread in threading.enumerate()
        # A dummy stands for a thread that Qt started and ended; Python never forgets it.
        if thread not in item.stash[_THREADS] and not isinstance(thread, threading._DummyThread)
    ]
    for thread in left:
        thread.join(timeout=1)
    if names := sorted(thread.name for thread in left if thread.is_alive()):
        pytest.fail(f"threads outlive the test: {', '.join(names)}", pytrace=False)
    return result


def _modal(name: str) -> Callable[..., NoReturn]:
    def refuse(*_args: object, **_options: object) -> NoReturn:
        raise OutsideWorldError(f"{name} waits for a person: inject app.ui.dialogs and replace it")

    return refuse


def _local_only(call: Callable[..., object]) -> Callable[..., object]:
    def guarded(sock: socket.socket, address: object) -> object:
        if sock.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address):
            raise OutsideWorldError(f"a test reached for {address!r}; only this machine is allowed")
        return call(sock, address)

    return guarded


def _no_lookup(call: Callable[..., object]) -> Callable[..., object]:
    def guarded(host: object, *args: object, **options: object) -> object:
        if not _is_here((host,)):
            raise OutsideWorldError(f"a test looked up {host!r}; only this machine is allowed")
        return call(host, *args, **options)

    return guarded


def _is_here(address: object) -> bool:
    host = address[0] if isinstance(address, tuple) and address else address
    if host in {None, "localhost", b"localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False
