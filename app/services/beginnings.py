"""Before a store is begun: what must have been said, and a place where none is yet.

Half a store looks like a whole one to whoever finds it. So everything is looked at before anything
is on the disk, and what fails all the same leaves nothing behind. A store is never begun beside the
keys of another: they would be overwritten, and the other could not be opened again.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.clock import Clock
from app.core.errors import AppError
from app.core.files import trouble
from app.crypto.certificates import new_key, new_root
from app.crypto.passphrases import DEFAULT_COST, Cost, check_passphrase
from app.models.operations import Person, RoleAssignment
from app.rules.numbering import BOOK_LETTERS
from app.store.layout import SUFFIX, Layout


class SetUpRefusedError(AppError):
    """What was given to begin a store does not do."""


@dataclass(frozen=True, slots=True)
class Founder:
    """The first person of a new store: native name, Latin name, and the roles held from now on."""

    full_name: str
    latin_name: str
    code: str
    roles: tuple[str, ...] = ("TL",)


@dataclass(frozen=True, slots=True, repr=False)
class Beginning:
    """How a new store begins: its first person and passphrase, the laptop's name and book.

    `cost` is what guessing the passphrase costs; only practice and tests make it cheap.
    """

    founder: Founder
    passphrase: str
    name: str
    book: str
    offset_minutes: int = 180
    cost: Cost = DEFAULT_COST
    clock: Clock | None = None

    def checked(self, title: str | None = None) -> Beginning:
        """Itself; `title` is that of the operation that begins with it.

        Raises:
            PassphraseError: the passphrase is too weak.
            SetUpRefusedError, ValueRefusedError, CertificateNameError: see `require_told`.
        """
        require_told(self.founder, self.name, title)
        require_book(self.book)
        require_passphrase(self.passphrase)
        return self


def require_told(founder: Founder, laptop: str, title: str | None = None) -> None:
    """Return if a store's first person, its laptop and its operation have names that can be kept.

    Raises:
        SetUpRefusedError: a name is missing.
        ValueRefusedError: a name, code or role does not fit its field.
        CertificateNameError: the laptop's name cannot stand in a certificate.
    """
    if title is not None and not title.strip():
        raise SetUpRefusedError(
            "The operation has no title.", hint="Nothing was begun. Write what it is called."
        )
    if not founder.full_name.strip():
        raise SetUpRefusedError(
            "The first person has no name.", hint="Nothing was begun. Write it as the person does."
        )
    if not laptop.strip():
        raise SetUpRefusedError(
            "The laptop has no name.",
            hint="Nothing was begun. Name it in Latin letters and digits, at most 64.",
        )
    for field, value in (
        (Person.full_name, founder.full_name),
        (Person.latin_name, founder.latin_name),
        (Person.number, founder.code),
    ):
        field.decode(field.encode(value))
    for role in founder.roles:
        RoleAssignment.role.read(role)
    new_root(new_key(), operation_name=laptop)  # refuses what cannot be certified


def require_book(letter: str) -> None:
    """Return if a number book can be known by this letter.

    Raises:
        SetUpRefusedError: it cannot.
    """
    if len(letter) != 1 or letter not in BOOK_LETTERS:
        raise SetUpRefusedError(
            "“{book}” is not the letter of a number book.",
            hint="Choose one capital letter other than I, O and Q that no other laptop holds.",
            book=letter[:8],
        )


def require_passphrase(passphrase: str) -> None:
    """Return if a passphrase is strong enough to begin with.

    Raises:
        PassphraseError: it is too weak.
    """
    for problem in check_passphrase(passphrase):
        if problem.blocks:
            raise problem


@contextmanager
def begun_in(file: Path, *beside: Path, makes_folder: bool = False) -> Generator[None]:
    """Begin a store in `file`, and write the files `beside` it; whatever fails leaves nothing.

    Raises:
        SetUpRefusedError: the name is no store's, or something of another store is there already.
        FileTroubleError: the folder cannot be made.
    """
    folder = file.absolute().parent
    made: list[Path] = []
    try:
        require_free(file, *beside)
        if makes_folder:
            made = [one for one in (folder, *folder.parents) if not one.exists()]
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise trouble(error) from error
    try:
        yield
    except BaseException:
        _undo(file, beside, made)
        raise


def require_free(file: Path, *beside: Path) -> None:
    """Return if a store can be begun in `file`, and nothing of another would be lost.

    Raises:
        SetUpRefusedError: the name is no store's, or something of another store is there already.
    """
    if file.suffix != SUFFIX:
        raise SetUpRefusedError(
            "A store's file ends in .athar.", hint="Nothing was begun. Choose such a name."
        )
    if file.exists():
        raise SetUpRefusedError(
            "There is already a file of that name.",
            hint="Nothing was changed. Choose another name, or open the existing file.",
        )
    folder = Layout(file).folder
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise SetUpRefusedError(
            "There is already a folder {folder}, with the keys of another store.",
            hint="Nothing was changed. Choose another name for the new store.",
            folder=folder.name,
        )
    for other in beside:
        if other.exists():
            raise SetUpRefusedError(
                "There is already a file {file}, perhaps of another operation.",
                hint="Nothing was changed. Choose a folder of its own for this operation.",
                file=other.name,
            )


def _undo(file: Path, beside: tuple[Path, ...], made: list[Path]) -> None:
    shutil.rmtree(Layout(file).folder, ignore_errors=True)
    for other in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm")), *beside):
        try:
            other.unlink(missing_ok=True)
        except OSError:
            continue  # what cannot be taken away was not the reason for the failure
    for folder in made:
        try:
            folder.rmdir()
        except OSError:
            break
