"""What is left of a restore that failed or was killed: nothing, or a mark that keeps the parts off (contract 11.22)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect

from models.backups import restoring, settling
from models.config import lock_files
from models.config.settings import settings
from models.errors import Misconfigured
from models.plumbing import database, keys
from models.site import founding
from tests.models.backups.backing_up import (
    files,
    refused,
    restore,
)
from tests.models.backups.conftest import Places
from tests.models.backups.killed import killed_restore
from tests.vocabulary.patches import largest_file


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


@pytest.mark.parametrize("doing", ["Checking the backup", "Restoring the files", "settling"])
def test_after_a_killed_restore_no_part_starts_until_it_was_done_again(
    backup: Path, places: Places, doing: str
) -> None:
    data = places.move()
    killed_restore(backup, doing)
    with pytest.raises(Misconfigured, match="was broken off"):
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
        with pytest.raises(Misconfigured, match="is running or was broken off"):
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
