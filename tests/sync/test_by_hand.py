"""What the documentation tells strangers to type does what it says, with stock programs."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import zstandard
from reportlab.pdfgen.canvas import Canvas

from app.crypto.certificates import to_pem
from app.crypto.digests import sha256_hex
from app.crypto.pdf import sign_pdf
from app.crypto.sealing import key_file_of, seal
from tests.sync.forge import Forge
from tests.sync.scene import Scene

PAGE = Path(__file__).parents[2] / "docs" / "verify-by-hand.md"
PROGRAMS = ("age", "openssl", "zstd", "qpdf", "pdfsig", "certutil")
BLOCKS = re.findall(r"^```bash\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


PROOFS = (  # what each block says if it held, and never otherwise
    "",
    "compare with the paper",
    "the seal is whole",
    "subject=",
    "all files are the ones that were signed",
    "from ",
    "receipts/",
    "",
    "",
    "as signed",
    "",
    "",
    "",
    "the form is as it was signed",
)
ROOT, SEAL, LIST, FILES, HEADER, DOCUMENTS, CHILDREN, READ, HISTORY, PHOTOS = range(1, 11)
FORM, SIGNED_FORM = 12, 13
_MARK = "-- exit code "


@dataclass(frozen=True)
class Typed:
    """What each block of the page wrote, its exit code, and all that was written."""

    blocks: tuple[tuple[str, int], ...]
    said: str

    @property
    def failed(self) -> set[int]:
        return {place for place, (_, code) in enumerate(self.blocks) if code}


def typed(folder: Path, *, each_anew: bool = False) -> Typed:
    """Every block as it stands, pasted into an interactive shell that stops at nothing.

    With `each_anew`, each begins as if all before it had held: what it finds out by itself.
    """
    for program in PROGRAMS:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    lines = "".join(
        f"{'fault=' if each_anew and place else ':'}\n{block}printf '\\n{_MARK}%d\\n' $?\n"
        for place, block in enumerate(BLOCKS)
    )
    done = subprocess.run(
        ["bash", "--norc", "--noprofile", "--noediting", "-i"],
        input=lines, cwd=folder, env=os.environ | {"LC_ALL": "C"}, start_new_session=True,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    pieces = re.split(rf"^{_MARK}(\d+)\n", done.stdout, flags=re.MULTILINE)
    blocks = tuple(zip(pieces[:-1:2], map(int, pieces[1::2]), strict=True))
    assert len(blocks) == len(BLOCKS), done.stderr
    return Typed(blocks, done.stdout + done.stderr)


def require_found_out(desk: Path, by: set[int]) -> None:
    """Fail unless these blocks find it by themselves, and nothing is proved after the first."""
    apart = shutil.copytree(desk, desk / "apart")
    alone = typed(apart, each_anew=True)
    assert alone.failed == by, alone.said
    done = typed(desk)
    assert done.failed == set(range(min(by), len(BLOCKS))), done.said
    assert done.said.count("FAILED: ") == 1
    for run in (alone, done):
        for place in run.failed:
            assert not PROOFS[place] or PROOFS[place] not in run.blocks[place][0]


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
    assert len(BLOCKS) == len(PROOFS)


def test_everything_on_the_page_works(desk: Path, scene: Scene) -> None:
    done = typed(desk)
    assert done.failed == set(), done.said
    said = done.said
    for proof, (block, _) in zip(PROOFS, done.blocks, strict=True):
        assert proof in block
    assert "FAILED: " not in said
    assert scene.operation.fingerprint in said
    assert said.count("CMS Verification successful") == 1 + (1 + 2 + 1) + 2
    assert "OU = laptop" in said
    assert scene.laptop.uid in said
    assert "all files are the ones that were signed" in said
    assert said.count(": as signed") == 2
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


def segment_of(forge: Forge) -> str:
    return next(name for name in forge.names("journal/") if name.endswith("/1-4.jsonl.zst"))


def change_a_line(forge: Forge) -> None:
    """One word of the second line; the file can be opened as before."""
    name = segment_of(forge)
    written = zstandard.ZstdDecompressor().decompressobj().decompress(forge.get(name))
    assert written.count(b"hello 1") == 1
    changed = written.replace(b"hello 1", b"hello 7")
    forge.put(name, zstandard.ZstdCompressor().compress(changed))


def test_a_changed_journal_line_is_found_out(desk: Path, forge: Forge, scene: Scene) -> None:
    change_a_line(forge)
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={FILES, HISTORY})


def test_a_changed_journal_line_is_found_out_though_the_sender_signed_it(
    desk: Path, forge: Forge, scene: Scene
) -> None:
    change_a_line(forge)
    forge.resummed()
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={HISTORY})


@pytest.mark.parametrize("name", ["operation", "from"])
def test_a_changed_header_is_found_out(name: str, desk: Path, forge: Forge, scene: Scene) -> None:
    forge.edit(lambda header: header.update({name: "ab" * 32}))
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={FILES, HEADER})


def test_a_changed_link_in_the_header_is_found_out(desk: Path, forge: Forge, scene: Scene) -> None:
    forge.edit(lambda header: header["segments"][0].update(previous_hash="ab" * 32))
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={FILES, HISTORY})


def altered(data: bytes) -> bytes:
    return data[:-3] + bytes([data[-3] ^ 1]) + data[-2:]


def test_a_changed_photo_is_found_out(desk: Path, forge: Forge, scene: Scene) -> None:
    name = forge.names("media/")[0]
    forge.put(name, altered(forge.get(name)))
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={FILES, PHOTOS})


def test_a_changed_list_is_found_out(desk: Path, forge: Forge, scene: Scene) -> None:
    forge.put("SHA256SUMS", altered(forge.get("SHA256SUMS")))
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={LIST, FILES, HEADER})


def test_a_changed_receipt_is_found_out(desk: Path, forge: Forge, scene: Scene) -> None:
    name = forge.names("receipts/")[0]
    forge.put(name, altered(forge.get(name)))
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={FILES, DOCUMENTS})


def test_a_segment_that_does_not_open_is_found_out(desk: Path, forge: Forge, scene: Scene) -> None:
    name = segment_of(forge)
    forge.put(name, forge.get(name)[:-9])
    forge.resummed()
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={READ, HISTORY})


def test_a_file_too_many_is_found_out(desk: Path, forge: Forge, scene: Scene) -> None:
    forge.append("media/" + sha256_hex(b"x"), b"x")
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={FILES})


def test_another_history_is_found_out(desk: Path, forge: Forge, scene: Scene) -> None:
    """The sender signs for lines that the journal's own laptop has never signed for."""
    name = next(one for one in forge.names("checkpoints/") if one.endswith("-4.json"))
    forge.edit_signed(name, scene.laptop.signer, lambda one: one.update(head="ab" * 32))
    forge.resummed()
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={HISTORY})


def test_a_list_that_the_root_signed_itself_is_from_no_laptop(
    desk: Path, forge: Forge, scene: Scene
) -> None:
    forge.signer = scene.operation.signer
    forge.resigned()
    sealed_again(forge, scene, desk)
    require_found_out(desk, by={LIST, HEADER})


def test_a_bundle_under_another_root_is_found_out(desk: Path, scene: Scene) -> None:
    (desk / "root.pem").write_bytes(to_pem([Scene(scene.folder).operation.root]))
    require_found_out(desk, by={LIST, HEADER, DOCUMENTS, CHILDREN, HISTORY, SIGNED_FORM})


def test_what_is_no_root_is_found_out(desk: Path, scene: Scene) -> None:
    (desk / "root.pem").write_bytes(to_pem([scene.laptop.signer.certificate]))
    assert ROOT in typed(desk).failed


def test_a_cut_bundle_is_found_out(desk: Path) -> None:
    path = desk / "bundle.athar-bundle"
    path.write_bytes(path.read_bytes()[:-1])
    done = typed(desk)
    assert done.failed == set(range(SEAL, len(BLOCKS)))
    assert PROOFS[SEAL] not in done.said


def test_a_folder_that_was_used_before_proves_nothing(desk: Path) -> None:
    assert typed(desk).failed == set()
    assert min(typed(desk).failed) == SEAL


def test_a_changed_form_is_found_out(desk: Path) -> None:
    path = desk / "form.pdf"
    path.write_bytes(path.read_bytes().replace(b"/Producer", b"/Producez", 1))
    done = typed(desk)
    assert SIGNED_FORM in done.failed
    assert PROOFS[SIGNED_FORM] not in done.said
