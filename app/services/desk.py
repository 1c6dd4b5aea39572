"""An open store, the laptop it is open on, and the person who works there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.core.clock import Clock, Moment
from app.core.errors import AppError
from app.crypto.certificates import Certificate, PrivateKey
from app.crypto.sealing import Identity
from app.services.open_custody import OpenCustody
from app.store.layout import Layout
from app.store.store import Store
from app.store.vault import Vault
from app.sync.signed import Signer

FIELD, HEADQUARTERS = "field", "hq"  # what a store is for: the setting `role`


class NotEnrolledError(AppError):
    """The laptop holds no certificate of the operation yet."""


@dataclass(frozen=True, slots=True, repr=False)
class LaptopKeys:
    """What this laptop signs and opens bundles with; read from beside the database, never shown.

    `earlier` identities open bundles that were sealed before the store was restored or copied.
    """

    replica: str
    key: PrivateKey
    certificate: Certificate
    root: Certificate
    identity: Identity
    person_key: PrivateKey | None = None
    earlier: tuple[Identity, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Desk:
    """Where a person works; `vault_key` opens the media beside the store.

    `open_custody` keeps in mind what was worked out of it, for as long as somebody sits here.
    """

    store: Store
    layout: Layout
    keys: LaptopKeys
    person: str
    clock: Clock
    vault_key: bytes = field(repr=False)
    open_custody: OpenCustody = field(default_factory=OpenCustody, compare=False)

    def with_certificate(self, certificate: Certificate, root: Certificate) -> Desk:
        """The same desk, once the operation's root has certified the laptop."""
        keys = replace(self.keys, certificate=certificate, root=root)
        return replace(self, keys=keys)

    def now(self) -> Moment:
        """The time by this laptop's clock, in the operation's zone."""
        return self.clock.now()

    @property
    def vault(self) -> Vault:
        """The photos and documents beside the store."""
        return Vault(self.layout.media, self.vault_key)

    @property
    def signer(self) -> Signer:
        """Who signs bundles, checkpoints and receipts here: the laptop."""
        return Signer(self.keys.key, self.keys.certificate, (self.keys.root,))

    @property
    def replica(self) -> str:
        """This laptop's uid."""
        return self.keys.replica
