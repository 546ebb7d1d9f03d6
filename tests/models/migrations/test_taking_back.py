"""Migrations can be taken back, and made again."""

from collections.abc import Callable
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect

from models.migrations import upgrading
from models.site import founding
from tests.models.migrations.migrating import names, silent
from tests.vocabulary.maker import NOW, Maker

Schema = dict[str, tuple[set[str], set[str]]]


def schema(bind: Engine) -> Schema:
    """The names of the columns and indexes of each table."""
    looked_at = inspect(bind)
    return {
        table: (
            {column["name"] for column in looked_at.get_columns(table)},
            {str(index["name"]) for index in looked_at.get_indexes(table)},
        )
        for table in looked_at.get_table_names()
    }


def go_to_the_first(bind: Engine, run: Callable[[Config, str], None]) -> Schema:
    config = Config()
    config.set_main_option("script_location", str(upgrading.FOLDER))
    with bind.connect() as connection:
        if bind.dialect.name == "sqlite":
            # As upgrading.py does.
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA foreign_keys=OFF")
        config.attributes["connection"] = connection
        run(config, "0001")
        connection.commit()
    return schema(bind)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_all_but_the_first_are_taken_back_and_made_again(empty: Engine) -> None:
    first = go_to_the_first(empty, command.upgrade)
    founding.migrate(empty, now=NOW)
    link, newest = Maker(empty).link(), schema(empty)
    assert go_to_the_first(empty, command.downgrade) == first
    upgrading.upgrade(empty, silent)
    assert schema(empty) == newest
    assert names(empty) == [link.name]
