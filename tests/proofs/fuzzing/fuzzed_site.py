"""A site for the fuzzer."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest.mock import patch

from argon2 import PasswordHasher

from models.people import passwords
from models.plumbing import database
from models.site import founding
from tests.proofs.sites import data_folder
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Site
from web.app import create_app
from web.observing import security_events


@contextmanager
def fuzzed_site() -> Iterator[Site]:
    """A migrated site in a folder of its own, without rate limits and with quick password hashes."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with (
        data_folder(RATE_LIMIT="off"),
        patch.object(passwords, "_hasher", quick),
        # It would write a line for each of thousands of refusals.
        patch.object(security_events.log, "disabled", True),
    ):
        os.environ.pop("GUESTLINK_DATABASE_URL", None)
        founding.migrate(database.engine(), now=datetime.now(UTC))
        yield Site(create_app(), Maker(database.engine()))
