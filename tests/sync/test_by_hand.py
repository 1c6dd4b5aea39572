"""What the documentation tells strangers to type does what it says, with stock programs."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.crypto.certificates import to_pem
from app.crypto.pdf import sign_pdf
from app.crypto.sealing import key_file_of, seal
from tests.sync.forge import Forge
from tests.sync.scene import Scene

PAGE = Path(__file__).parents[2] / "docs" / "verify-by-hand.md"
PROGRAMS = ("age", "openssl", "zstd", "qpdf", "pdfsig", "certutil")
BLOCKS = re.findall(r"^```bash\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def typed(folder: Path) -> subprocess.CompletedProcess[str]:
    """Everything on the page, as somebody would type it who stops at the first thing wrong."""
    for program in PROGRAMS:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    script = "set -euo pipefail\nexport LC_ALL=C\n" + "".join(BLOCKS)
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def desk(scene: Scene, full_bundle: Path, tmp_path: Path) -> Path:
    """A folder with the four files that the page asks for."""
    laptop = scene.laptop.signer
    file = io.BytesIO()
    page = Canvas(file, invariant=1)
    page.drawString(100, 700, "Chain of custody")
    page.save()
    form = sign_pdf(
        file.getvalue(), laptop.key, laptop.certificate, laptop.chain, reason="Printed form"
    )
    (tmp_path / "bundle.athar-bundle").write_bytes(full_bundle.read_bytes())
    (tmp_path / "key.txt").write_text(key_file_of(scene.hq_key))
    (tmp_path / "root.pem").write_bytes(to_pem([scene.operation.root]))
    (tmp_path / "form.pdf").write_bytes(form)
    return tmp_path


def test_the_page_has_commands() -> None:
    assert len(BLOCKS) == 12


def test_everything_on_the_page_works(desk: Path, scene: Scene) -> None:
    done = typed(desk)
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert scene.operation.fingerprint in said
    assert said.count("CMS Verification successful") == 1 + 1 + 2 + 1
    assert "OU = laptop" in said
    assert scene.laptop.uid in said
    assert "all files are the ones that were signed" in said
    assert said.count("as signed") == 2
    assert said.count("media/") == 2
    assert said.count(": OK") == 1 + 3 + 2
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "Certificate is Trusted" in said
    written = (desk / "opened" / "journal" / scene.laptop.journal / "1-4.jsonl").read_bytes()
    assert written.split(b"\n") == scene.laptop.lines[:4]


def sealed_again(forge: Forge, scene: Scene, desk: Path) -> None:
    sealed = seal(forge.plain(), [scene.hq_key.recipient])
    (desk / "bundle.athar-bundle").write_bytes(sealed)


@pytest.mark.parametrize("beginning", ["SHA256SUMS", "bundle.json", "journal/", "media/"])
def test_what_was_altered_is_found_out(
    beginning: str, desk: Path, forge: Forge, scene: Scene
) -> None:
    name = next(one for one in forge.names(beginning) if not one.endswith(".p7s"))
    data = bytearray(forge.get(name))
    data[-3] ^= 1
    forge.put(name, bytes(data))
    sealed_again(forge, scene, desk)
    assert typed(desk).returncode != 0


def test_a_file_too_many_is_found_out(desk: Path, forge: Forge, scene: Scene) -> None:
    forge.append("media/" + "0" * 64, b"x")
    sealed_again(forge, scene, desk)
    done = typed(desk)
    assert done.returncode != 0
    assert "all files are the ones" not in done.stdout


def test_another_history_is_found_out(desk: Path, forge: Forge, scene: Scene) -> None:
    """The sender signs for lines that the journal's own laptop has never signed for."""
    name = forge.names("checkpoints/")[0]
    forge.edit_signed(name, scene.laptop.signer, lambda one: one.update(head="ab" * 32))
    forge.resummed()
    sealed_again(forge, scene, desk)
    done = typed(desk)
    assert done.returncode != 0
    assert "lines 1-4" not in done.stdout


def test_a_bundle_under_another_root_is_found_out(desk: Path, scene: Scene) -> None:
    (desk / "root.pem").write_bytes(to_pem([Scene(scene.folder).operation.root]))
    assert typed(desk).returncode != 0


def test_a_cut_bundle_is_found_out(desk: Path) -> None:
    path = desk / "bundle.athar-bundle"
    path.write_bytes(path.read_bytes()[:-1])
    assert typed(desk).returncode != 0
