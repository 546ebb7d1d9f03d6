"""Founding: the migrations make the schema of the models, and a site starts only with its own key."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, inspect, select, text

from models.config.settings import settings
from models.errors import Misconfigured
from models.plumbing import database, keys
from models.site import founding
from models.tables import Base, Module, Site
from models.tables.guest_link import GuestLink
from tests.conftest import forget
from tests.vocabulary.maker import NOW, Maker


def use_key(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", key)
    forget()


# No class maps these tables any more. The version before uses them, so the next one drops them.
LEFT_FOR_THE_VERSION_BEFORE = {"media_collaborator"}
# Not of the models: the first is made only where PostgreSQL has `pg_trgm`, and the words of the others differ between
# the databases.
OF_THE_DATABASE = {
    "ix_media_item_trigrams",
    "ix_media_item_by_title",
    "ix_media_item_of_owner_by_title",
    "ix_guest_link_by_name",
    "ix_guest_entry_by_email",
    "ix_live_session_folder",
}


def is_still_used(name: str | None, kind: str, _parents: object) -> bool:
    if kind == "index" and name in OF_THE_DATABASE:
        return False
    return kind != "table" or name not in LEFT_FOR_THE_VERSION_BEFORE


def test_the_migrations_lead_to_the_schema_of_the_models(empty: Engine) -> None:
    founding.migrate(empty, now=NOW)
    with empty.connect() as connection:
        options = {"compare_type": True, "include_name": is_still_used}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
    # `compare_metadata` does not compare checks and partial indexes, on which our rules depend.
    schema = inspect(empty)
    for table in Base.metadata.sorted_tables:
        checks = {check["name"] for check in schema.get_check_constraints(table.name)}
        assert checks == {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint)}
    indexes = {index["name"] for index in schema.get_indexes(GuestLink.__tablename__)}
    assert {"ix_guest_link_due_expiry", "ix_guest_link_due_limit"} <= indexes


def test_a_new_site_has_both_modules_on_and_contributors_permitted(empty: Engine) -> None:
    founding.migrate(empty, now=NOW)
    with database.reading(empty) as db:
        modules = {module.name: (module.enabled, module.minimal_role) for module in db.scalars(select(Module))}
    assert modules == {"Invitetomedia": (True, "contributor"), "Theming/mediapage": (True, "contributor")}


def test_migrating_twice_changes_nothing(empty: Engine) -> None:
    for _ in range(2):
        founding.migrate(empty, now=NOW)
    founding.check_migrated(empty)
    with database.reading(empty) as db:
        [site] = db.scalars(select(Site)).all()
        assert (site.created_at, site.key_fingerprint) == (NOW, keys.fingerprint())
        assert len(db.scalars(select(Module)).all()) == 2


def test_a_database_that_was_not_migrated_is_refused(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE of_another_program (id INTEGER)"))
    with pytest.raises(Misconfigured, match="Run: guestlink migrate"):
        founding.check_migrated(empty)


def test_a_schema_of_an_older_version_is_refused(empty: Engine) -> None:
    founding.migrate(empty, now=NOW)
    with database.writing(empty) as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(Misconfigured, match="Run: guestlink migrate"):
        founding.check_migrated(empty)


def test_a_version_works_with_the_schema_of_a_newer_one(empty: Engine) -> None:
    """A part of the old version may start again during an upgrade. After a step back, the old version also migrates."""
    founding.migrate(empty, now=NOW)
    with database.writing(empty) as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    founding.check_migrated(empty)
    founding.migrate(empty, now=NOW)
    with database.reading(empty) as db:
        assert db.scalars(text("SELECT version_num FROM alembic_version")).all() == ["9999"]


def test_another_key_is_refused_and_the_old_one_works_again(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    old = settings().secret_key
    use_key(monkeypatch, "another key, also long enough to be one")
    for refused in (lambda: founding.check_migrated(maker.bind), lambda: founding.migrate(maker.bind, now=NOW)):
        with pytest.raises(Misconfigured, match="not the one this site was founded with"):
            refused()
    use_key(monkeypatch, old)
    founding.check_migrated(maker.bind)


@pytest.mark.parametrize(("key", "reason"), [("", "must be set"), ("x" * 31, "at least 32 characters")])
def test_no_site_is_founded_without_a_key_or_with_a_short_one(
    empty: Engine, monkeypatch: pytest.MonkeyPatch, key: str, reason: str
) -> None:
    use_key(monkeypatch, key)
    with pytest.raises(Misconfigured, match=reason):
        founding.migrate(empty, now=NOW)
    assert inspect(empty).get_table_names() == []


def test_the_newest_version_is_the_one_that_alembic_sees() -> None:
    assert founding.newest_version() == ScriptDirectory(str(founding.MIGRATIONS)).get_current_head()


def test_only_its_own_user_may_read_a_database_file(environment: Path) -> None:
    bind = database.engine()
    founding.migrate(bind, now=NOW)
    files = [file for file in (environment / "var").iterdir() if file.name.startswith("guestlink.sqlite3")]
    assert files
    assert not [file for file in files if file.stat().st_mode & 0o077]
