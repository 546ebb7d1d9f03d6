"""A large site for the tests of plans. It is made once, because they change nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from models.plumbing import database
from models.site import founding
from tests.conftest import KEY, forget
from tests.vocabulary.empty_databases import EmptyDatabases
from tests.vocabulary.large_site import make_large_site
from tests.vocabulary.maker import NOW

SIZE = {"items": 30_000, "links": 90_000, "entries": 100_000, "connected": 1_000}


@pytest.fixture(scope="session")
def large_site(empty_databases: EmptyDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("GUESTLINK_DATA", str(tmp_path_factory.mktemp("large")))
        settings.setenv("GUESTLINK_SECRET_KEY", KEY)
        forget()
        bind = database.make_engine(empty_databases.take().render_as_string(hide_password=False))
        founding.migrate(bind, now=NOW)
        make_large_site(bind, now=NOW, **SIZE)
        # Makes the sort keys of the names.
        founding.migrate(bind, now=NOW)
        with bind.begin() as connection:
            connection.execute(text("ANALYZE user_account"))
    forget()
    yield bind
    bind.dispose()
