"""Sites for the proofs: migrated, empty, on each database, and removed afterwards.

PostgreSQL is the server in GUESTLINK_TEST_POSTGRESQL.
"""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import create_engine, make_url, text

from models.plumbing import database as plumbing_database
from models.site import founding
from tests.conftest import KEY, SERVER, forget
from tests.vocabulary.maker import Maker

DATABASES = ("postgresql", "sqlite")


@contextmanager
def data_folder(**settings: str) -> Iterator[Path]:
    """A data folder, a key and these other settings (named without `GUESTLINK_`). They are the settings of this process
    until the block ends."""
    with tempfile.TemporaryDirectory(prefix="guestlink-proof-") as data, patch.dict(os.environ):
        given = {"DATA": data, "SECRET_KEY": KEY, **settings}
        os.environ |= {f"GUESTLINK_{name}": value for name, value in given.items()}
        (Path(data) / "media").mkdir()
        # Settings are read once a process, and several proofs run in one process.
        forget()
        try:
            yield Path(data)
        finally:
            forget()


@contextmanager
def site(database: str) -> Iterator[Maker]:
    """A migrated, empty site on this database."""
    with tempfile.TemporaryDirectory(prefix="guestlink-proof-") as folder:
        url, name = f"sqlite:///{Path(folder) / 'guestlink.sqlite3'}", f"guestlink_proof_{uuid.uuid4().hex}"
        server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
        if database == "postgresql":
            with server.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            url = make_url(SERVER).set(database=name).render_as_string(hide_password=False)
        bind = plumbing_database.make_engine(url)
        try:
            founding.migrate(bind, now=datetime.now(UTC))
            yield Maker(bind)
        finally:
            bind.dispose()
            if database == "postgresql":
                with server.connect() as connection:
                    connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            server.dispose()
