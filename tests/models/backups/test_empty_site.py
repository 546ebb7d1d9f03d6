"""Where a backup may be restored, and what is left of a restore that failed or was killed (contract 11.22, 11.23)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from models.backups import restoring, settling
from models.config import lock_files
from models.config.settings import settings
from models.errors import CannotRestore, Misconfigured
from models.plumbing import database, keys
from models.plumbing.file_locks import lock
from models.site import founding
from tests.conftest import KEY, forget
from tests.models.backups.conftest import Places, back_up, restore
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker
from tests.vocabulary.patches import fill_disk, largest_file
from tests.vocabulary.server import ROOT

# A restore that kills itself while it does what is named.
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from models.backups import restoring, settling
from models.plumbing import database

def kill(*_arguments, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2] == "settling":
    restoring.settle = kill
report = lambda doing, done, _total: done and doing == sys.argv[2] and kill()
restoring.restore_backup(database.engine(), Path(sys.argv[1]), report, with_access=False, now=datetime.now(UTC))
"""


@pytest.fixture
def backup(maker: Maker, target: Path) -> Path:
    maker.enter(maker.link())
    back_up(maker, target)
    return target


def refused(file: Path) -> str:
    with pytest.raises(CannotRestore) as refusal:
        restore(file)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_is_restored_into_its_own_kind_of_database(
    backup: Path, places: Places, monkeypatch: pytest.MonkeyPatch, postgresql: object
) -> None:
    places.server = postgresql  # type: ignore[assignment]
    data = places.move()
    assert "of a site on SQLite, but GUESTLINK_DATABASE_URL names PostgreSQL" in refused(backup)
    assert not data.exists()


def test_another_key_in_the_settings_is_refused(backup: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", "another key, long enough to be one")
    data = places.move()
    assert "is not the key of this backup" in refused(backup)
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


def test_a_disk_that_gets_full_leaves_nothing(backup: Path, places: Places) -> None:
    data = places.move()
    with largest_file(5):
        assert "cannot be written" in refused(backup)
    assert not data.exists()


def test_if_the_last_step_fails_nothing_is_left(backup: Path, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    data = places.move()
    data.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "settle", fail)
        with pytest.raises(KeyboardInterrupt):
            restore(backup)
    assert files(data) == set()
    if database.engine().dialect.name == "postgresql":
        assert inspect(database.engine()).get_table_names() == []
    restore(backup)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_pg_restore_it_says_what_to_install(
    backup: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = places.move()
    monkeypatch.setenv("PATH", "/nowhere")
    assert "pg_restore is not installed" in refused(backup)
    assert not data.exists()


@pytest.mark.parametrize("doing", ["Checking the backup", "Restoring the files", "settling"])
def test_after_a_killed_restore_no_part_starts_until_it_was_done_again(
    backup: Path, places: Places, doing: str
) -> None:
    data = places.move()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(backup), doing], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    with pytest.raises(Misconfigured, match="restoring it did not finish"):
        founding.check_migrated(database.engine())
    if doing == "settling" and database.engine().dialect.name == "postgresql":
        # What PostgreSQL has committed is not ours to drop: it may be another site's by now.
        assert "empty database only" in refused(backup)
        places.move()
    _, site = restore(backup)
    founding.check_migrated(site.bind)
    assert not (data / lock_files.RESTORING).exists() or data != settings().data


def test_while_it_is_restored_no_part_starts_and_no_second_restore(
    backup: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.move()
    tried: list[bool] = []

    def meanwhile(*arguments: object, **named: object) -> object:
        with pytest.raises(Misconfigured, match="is being restored"):
            founding.check_migrated(database.engine())
        assert "Another restore is running" in refused(backup)
        tried.append(True)
        function: Callable[..., object] = settling.settle
        return function(*arguments, **named)

    monkeypatch.setattr(restoring, "settle", meanwhile)
    _, site = restore(backup)
    assert tried
    founding.check_migrated(site.bind)
    assert keys.KEY_FILE in files(settings().data)
