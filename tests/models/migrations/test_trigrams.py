"""The index of search is made where PostgreSQL lets us, and the site works without it (contract 4.53)."""

import pytest
from sqlalchemy import Engine, inspect, text

from models.migrations import steps, upgrading
from models.plumbing import database
from tests.models.migrations.migrating import AddMigration, silent, version

MADE = "create_trigram_index('ix_new', 'media_item', 'folded', where='deleted_at IS NULL')"


def indexes(bind: Engine) -> set[str | None]:
    return {index["name"] for index in inspect(bind).get_indexes("media_item")}


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_the_index_is_made_also_where_the_extension_has_a_schema_of_its_own(
    bind: Engine, add_migration: AddMigration
) -> None:
    assert "ix_media_item_trigrams" in indexes(bind)
    with database.writing(bind) as db:
        db.execute(text("DROP EXTENSION pg_trgm CASCADE"))
        db.execute(text("CREATE SCHEMA extensions"))
        db.execute(text("CREATE EXTENSION pg_trgm SCHEMA extensions"))
    assert "ix_media_item_trigrams" not in indexes(bind)
    add_migration(MADE)
    upgrading.upgrade(bind, silent)
    assert "ix_new" in indexes(bind)


def test_without_the_extension_there_is_no_index_and_the_migration_is_done(
    bind: Engine, add_migration: AddMigration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "TRIGRAMS", "of_no_server")
    add_migration(MADE)
    upgrading.upgrade(bind, silent)
    assert version(bind) == "9999"
    assert "ix_new" not in indexes(bind)
