"""Whatever goes wrong while a file is read ends as one of few things."""

from __future__ import annotations

import errno
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NoReturn

import pytest
from typing_extensions import override

from app.core.errors import AppError, Cancelled
from app.core.files import FileTroubleError
from app.core.wording import Wording
from app.sync import inspection, spool, unsealing
from app.sync.inspection import inspect_bundle
from app.sync.reader import verify_bundle
from app.sync.refusals import BundleRefusedError, Reason, refusing
from app.sync.spool import spool_bundle
from tests.sync.scene import Scene


def raised(error: BaseException) -> BaseException:
    with pytest.raises(BaseException) as caught, refusing():  # noqa: PT011 - whatever it is
        raise error
    return caught.value


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        KeyError("x"),
        RecursionError(),
        MemoryError(),
        StopIteration(),
        AppError("A sentence.", hint="A hint."),
    ],
    ids=repr,
)
def test_what_nobody_thought_of_is_a_refusal(error: Exception) -> None:
    refusal = raised(error)
    assert isinstance(refusal, BundleRefusedError)
    assert refusal.reason is Reason.MALFORMED
    assert refusal.where == type(error).__name__
    assert refusal.__cause__ is error


def test_trouble_with_the_disk_stays_trouble() -> None:
    assert "stick failed" in str(raised(OSError(errno.EIO, "x")))
    assert isinstance(raised(OSError(errno.EIO, "x")), FileTroubleError)


@pytest.mark.parametrize(
    "error", [Cancelled(), BundleRefusedError(Reason.EMPTY), KeyboardInterrupt()], ids=repr
)
def test_what_is_meant_to_come_out_does(error: BaseException) -> None:
    assert raised(error) is error


def test_a_refusal_never_repeats_what_the_file_says() -> None:
    refusal = raised(ValueError("a name from a record"))
    assert isinstance(refusal, BundleRefusedError)
    with suppress(KeyError):
        assert "record" not in refusal.where
    assert Wording("en", {}).error(refusal) == (str(refusal), refusal.advice)


class BrokenStick(BytesIO):
    @override
    def read(self, _size: int | None = -1, /) -> NoReturn:
        raise OSError(errno.EIO, "x")


def test_a_stick_that_breaks_is_trouble(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_path: Path) -> BinaryIO:
        return BrokenStick()

    monkeypatch.setattr(unsealing, "opened_for_reading", broken)
    monkeypatch.setattr(spool, "opened_for_reading", broken)
    monkeypatch.setattr(inspection, "opened_for_reading", broken)
    with pytest.raises(FileTroubleError, match="stick failed"):
        verify_bundle(tmp_path / "x", scene.reader)
    with pytest.raises(FileTroubleError, match="stick failed"):
        spool_bundle(tmp_path / "x", tmp_path, lambda _: False)
    with pytest.raises(FileTroubleError, match="stick failed"):
        inspect_bundle(tmp_path / "x")
