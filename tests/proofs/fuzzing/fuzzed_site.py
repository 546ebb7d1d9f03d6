"""A site for the fuzzer."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from argon2 import PasswordHasher

from models.people import passwords
from models.plumbing import database
from models.site import founding
from tests.conftest import KEY, forget
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Site
from web.app import create_app
from web.observing import security_events


@contextmanager
def fuzzed_site() -> Iterator[Site]:
    """A migrated site in a folder of its own, without rate limits and with quick password hashes."""
    with tempfile.TemporaryDirectory(prefix="guestlink-proof-") as folder:
        settings_ = {"DATA": folder, "SECRET_KEY": KEY, "RATE_LIMIT": "off"}
        (Path(folder) / "media").mkdir()
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        with (
            patch.dict(os.environ, {f"GUESTLINK_{name}": value for name, value in settings_.items()}),
            patch.object(passwords, "_hasher", quick),
            # It would write a line for each of thousands of refusals.
            patch.object(security_events.log, "disabled", True),
        ):
            os.environ.pop("GUESTLINK_DATABASE_URL", None)
            forget()
            founding.migrate(database.engine(), now=datetime.now(UTC))
            yield Site(create_app(), Maker(database.engine()))
            forget()
