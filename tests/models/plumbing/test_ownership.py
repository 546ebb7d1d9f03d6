"""What root makes in the data folder of another user belongs to that user: the parts run as that user."""

import os
from pathlib import Path

import pytest

from models.backups.running_settings import record_settings
from models.config.settings import settings
from models.errors import Misconfigured
from models.files import storage
from models.plumbing import database, keys, ownership
from models.site import founding
from tests.conftest import forget
from tests.vocabulary.maker import NOW

Owners = dict[str, tuple[int, int]]


@pytest.fixture
def owners(monkeypatch: pytest.MonkeyPatch) -> Owners:
    """Root runs this. By path: to whom each file was given."""
    given: Owners = {}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda path, user, group, **_: given.update({str(path): (user, group)}))
    return given


def test_a_new_site_and_its_new_keys(environment: Path, owners: Owners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUESTLINK_SECRET_KEY")
    monkeypatch.setenv("GUESTLINK_DATA", str(environment / "new" / "site"))
    forget()
    data = settings().data
    keys.make_key(settings())
    assert owners.keys() == {str(data.parent), str(data), str(data / "secret_key")}
    owners.clear()
    keys.rotate_key(settings())
    # Under the names that they have before they replace the old ones.
    assert owners.keys() == {str(data / "former_keys.new"), str(data / "secret_key.new")}
    storage.make_folder()
    storage.note_doubtful("x.mp4")
    storage.backend().write(b"x", "x.mp4")
    record_settings(settings())
    assert {str(data / "media"), str(data / "media" / "x.mp4"), str(data / "doubtful")} <= owners.keys()
    assert f"{data / 'web_settings.json'}.{os.getpid()}" in owners
    founding.migrate(database.engine(), now=NOW)
    assert str(data / "guestlink.sqlite3") in owners
    owner = environment.stat()
    assert set(owners.values()) == {(owner.st_uid, owner.st_gid)}


@pytest.mark.parametrize("name", ["secret_key", "former_keys"])
def test_a_key_in_the_data_folder_that_cannot_be_read_is_named_itself(
    environment: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """No setting names it. As of a file that belongs to root."""
    monkeypatch.delenv("GUESTLINK_SECRET_KEY")
    forget()
    keys.make_key(settings())
    (settings().data / name).unlink(missing_ok=True)
    (settings().data / name).mkdir()
    with pytest.raises(Misconfigured, match=rf"^{settings().data / name} must be a file that can be read \(Is a dir"):
        keys.ring()


def test_a_folder_that_is_there_keeps_its_owner(tmp_path: Path, owners: Owners) -> None:
    ownership.make_folder(tmp_path)
    ownership.make_folder(tmp_path / "a" / "b")
    assert owners.keys() == {str(tmp_path / "a"), str(tmp_path / "a" / "b")}
