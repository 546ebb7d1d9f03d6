"""Where a backup may be restored: into an empty place that nobody uses (contract 11.22, 11.23)."""

from contextlib import nullcontext
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import inspect, text

from models.backups.archive import Label
from models.backups.examining import check_fits
from models.config import lock_files
from models.config.settings import settings
from models.errors import CannotRestore
from models.plumbing import database
from models.plumbing.file_locks import lock
from tests.conftest import KEY, forget
from tests.models.backups.backing_up import files, refused, restore
from tests.models.backups.conftest import Places
from tests.vocabulary import acts
from tests.vocabulary.empty_databases import EmptyDatabases
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.patches import fill_disk


@pytest.mark.parametrize("name", ["a.txt", "guestlink.sqlite3", "media/a.mp4", "live/board/index.m3u8", ".hidden"])
def test_a_folder_with_a_file_is_refused_and_stays_as_it_is(backup: Path, places: Places, name: str) -> None:
    data = places.move()
    (data / name).parent.mkdir(parents=True)
    (data / name).write_bytes(b"x")
    before = files(data) - {"media"}
    assert f"there is {data / name} already" in refused(backup)
    assert files(data) - {"media"} == before


def test_the_empty_folders_of_a_container_and_old_locks_are_no_obstacle(backup: Path, places: Places) -> None:
    data = places.move()
    for name in ("media", "live", "broker/control", "lost+found"):
        (data / name).mkdir(parents=True)
    for name in ("up.lock", "parts.lock", "backup.lock"):
        (data / name).touch()
    restore(backup)
    assert "media" in files(data)


def test_it_is_not_restored_into_the_site_that_it_is_of(maker: Maker, backup: Path) -> None:
    before = files(settings().data)
    assert "already" in refused(backup)
    assert files(settings().data) == before
    assert acts.workflows(maker) == []


@pytest.mark.parametrize(("name", "shared"), [("UP", False), ("PARTS", True)])
def test_a_folder_on_which_a_part_runs_is_refused(backup: Path, places: Places, name: str, shared: bool) -> None:
    data = places.move()
    data.mkdir()
    with lock(data / getattr(lock_files, name), shared=shared):
        assert f"is running on {data}. Stop it first" in refused(backup)
    restore(backup)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "made", ["TABLE x (y int)", "VIEW x AS SELECT 1", "SEQUENCE x", "SCHEMA s CREATE TABLE x (y int)"]
)
def test_a_database_that_is_not_empty_is_refused(backup: Path, places: Places, made: str) -> None:
    data = places.move()
    with database.writing() as db:
        db.execute(text(f"CREATE {made}"))
    assert "empty database only" in refused(backup)
    assert not data.exists()
    assert not inspect(database.engine()).has_table("site")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_elsewhere_is_not_replaced(
    backup: Path, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, elsewhere = places.move(), tmp_path / "elsewhere.sqlite3"
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", f"sqlite:///{elsewhere}")
    forget()
    elsewhere.write_bytes(b"x")
    assert f"there is {elsewhere} already" in refused(backup)
    assert elsewhere.read_bytes() == b"x"
    elsewhere.unlink()
    restore(backup)
    assert elsewhere.exists()
    assert "guestlink.sqlite3" not in files(data)


@pytest.mark.parametrize(
    ("address", "kind"),
    [(f"{scheme}://h/g", "postgresql") for scheme in ("postgres", "postgresql", "postgresql+psycopg2")]
    + [("sqlite:////srv/guestlink.sqlite3", "sqlite")],
)
def test_every_spelling_of_an_address_names_its_kind_of_database(address: str, kind: str) -> None:
    kinds: tuple[Literal["sqlite", "postgresql"], ...] = ("sqlite", "postgresql")
    for made_on in kinds:
        label = Label(made_at=NOW, schema_version="1", database=made_on, retention_days=90, settings={})
        with nullcontext() if made_on == kind else pytest.raises(CannotRestore):
            check_fits(label, database.make_engine(address))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_is_restored_into_its_own_kind_of_database(
    backup: Path, places: Places, empty_databases: EmptyDatabases
) -> None:
    places.databases = empty_databases
    data = places.move()
    assert "of a site on SQLite, but GUESTLINK_DATABASE_URL names PostgreSQL" in refused(backup)
    assert not data.exists()


def test_another_key_in_the_settings_is_refused(backup: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", "another key, long enough to be one")
    data = places.move()
    refusal = refused(backup)
    assert "is not the key of this backup" in refusal
    assert "tar -xOf FILE secret_key" in refusal
    assert not data.exists()
    former = backup.with_name("former")
    former.write_text(KEY)
    monkeypatch.setenv("GUESTLINK_FORMER_KEYS_FILE", str(former))
    forget()
    restore(backup)


def test_a_file_that_is_not_there_is_named(places: Places, target: Path) -> None:
    data = places.move()
    assert f"There is no file {target}." in refused(target)
    assert "There is no file" in refused(target.parent)
    assert not data.exists()


def test_a_disk_without_enough_space_is_refused_first(
    backup: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = places.move()
    fill_disk(monkeypatch, free=1)
    assert "There is not enough space" in refused(backup)
    assert not data.exists()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_pg_restore_it_says_what_to_install(
    backup: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = places.move()
    monkeypatch.setenv("PATH", "/nowhere")
    assert "pg_restore is not installed" in refused(backup)
    assert not data.exists()
