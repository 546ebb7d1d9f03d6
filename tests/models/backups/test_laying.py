"""What a restore lays into the data folder, and who may read it (contract 11.25)."""

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.files import storage
from models.plumbing import database, keys
from models.tables import MediaFile
from tests.conftest import KEY, forget
from tests.models.backups.backing_up import (
    back_up,
    restore,
)
from tests.models.backups.conftest import Places
from tests.vocabulary.maker import Maker


def modes(folder: Path) -> dict[str, int]:
    """Of the folder and all that is in it."""
    found = {".": folder, **{str(path.relative_to(folder)): path for path in folder.rglob("*")}}
    return {name: stat.S_IMODE(path.stat().st_mode) for name, path in found.items()}


def test_the_media_files_are_there_as_they_were(maker: Maker, target: Path, places: Places) -> None:
    maker.media()
    with database.reading(maker.bind) as db:
        (name,) = db.scalars(select(MediaFile.stored_name))
    content = os.urandom(3_000_001)
    (settings().media_folder / name).write_bytes(content)
    back_up(maker, target)
    places.move()
    restore(target)
    assert storage.has(name)
    assert (settings().media_folder / name).read_bytes() == content


@pytest.mark.parametrize(("accel", "folder_mode", "file_mode"), [("off", 0o700, 0o600), ("on", 0o750, 0o640)])
@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_folders_and_files_get_their_modes_whatever_the_mask(
    maker: Maker,
    target: Path,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
    mask: int,
    accel: str,
    folder_mode: int,
    file_mode: int,
) -> None:
    maker.media()
    monkeypatch.setenv("GUESTLINK_TIMEZONE", "Europe/Berlin")
    forget()
    back_up(maker, target)
    monkeypatch.setenv("GUESTLINK_ACCEL", accel)
    data = places.move()
    before = os.umask(mask)
    try:
        restore(target)
    finally:
        os.umask(before)
    found = modes(data)
    media = {name for name in found if name.startswith("media/")}
    assert {found.pop("."), found.pop("media")} == {folder_mode}
    assert {found.pop(name) for name in media} == {file_mode}
    assert set(found.values()) == {0o600}
    assert {"secret_key", "settings.env"} <= found.keys()


def test_the_chosen_settings_are_laid_beside_it_and_those_that_differ_are_named(
    maker: Maker, target: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = {"BASE_URL": "https://media.example.org", "TIMEZONE": "Europe/Berlin", "OIDC_NAME": "It's \\ ours"}
    for name, value in chosen.items():
        monkeypatch.setenv(f"GUESTLINK_{name}", value)
    forget()
    back_up(maker, target)
    for name in ("BASE_URL", "OIDC_NAME"):
        monkeypatch.delenv(f"GUESTLINK_{name}")
    monkeypatch.setenv("GUESTLINK_SESSION_DAYS", "3")
    data = places.move()
    restored, _ = restore(target)
    assert restored.other_settings == ["GUESTLINK_BASE_URL", "GUESTLINK_OIDC_NAME", "GUESTLINK_SESSION_DAYS"]
    (data / "settings.env").rename(Path(".env"))
    for name in ("TIMEZONE", "SESSION_DAYS"):
        monkeypatch.delenv(f"GUESTLINK_{name}")
    forget()
    assert {name: getattr(settings(), name.lower()) for name in chosen} == chosen


def test_a_key_that_the_settings_name_is_not_laid_into_the_folder(
    maker: Maker, target: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = maker.link()
    token = maker.token(link)
    back_up(maker, target)
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", KEY)
    data = places.move()
    restore(target)
    assert not (data / keys.KEY_FILE).exists()
    assert maker.token(link) == token
