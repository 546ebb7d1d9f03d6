"""Sites from before migration 0025, where SQLite has given ids again."""

from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from models.migrations import upgrading
from models.people import accounts
from models.plumbing import database
from models.site import audit
from tests.models.migrations.migrating import silent
from tests.vocabulary.acts import do
from tests.vocabulary.maker import NOW, Maker


def go_back(bind: Engine, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrading.FOLDER))
    with bind.connect() as connection:
        # As upgrading.py does.
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        config.attributes["connection"] = connection
        command.downgrade(config, version)
        connection.commit()


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_nobody_gets_the_id_of_an_account_that_the_audit_log_still_names(bind: Engine) -> None:
    go_back(bind, "0024")
    maker = Maker(bind)
    user = maker.user()
    do(maker, audit.note, "access_on", user_id=user.id + 5)
    upgrading.upgrade(bind, silent)
    with database.reading(bind) as db:
        assert [each.email for each in accounts.all_users(db)] == [user.email]
    assert maker.user(now=NOW).id > user.id + 5
