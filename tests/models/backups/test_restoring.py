"""A restored site is the one of the backup, with access off and overdue names erased (contract 11.22 to 11.25)."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, select

from models.config.settings import settings
from models.errors import DoesNotAdmit, FormSpent
from models.files import storage
from models.plumbing import database, keys
from models.site import founding
from models.tables import GuestEntry, GuestLink, MediaFile, MediaItem, Site
from tests.conftest import KEY, forget
from tests.models.backups.conftest import Places, back_up, restore
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker, after


def clicks(maker: Maker) -> list[int]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(GuestLink.clicks).order_by(GuestLink.id)))


def names(maker: Maker) -> list[str | None]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(GuestEntry.name).order_by(GuestEntry.id)))


def modes(folder: Path) -> dict[str, int]:
    """Of the folder and all that is in it."""
    found = {".": folder, **{str(path.relative_to(folder)): path for path in folder.rglob("*")}}
    return {name: stat.S_IMODE(path.stat().st_mode) for name, path in found.items()}


def test_with_access_links_sessions_clicks_and_keys_are_as_they_were(
    maker: Maker, target: Path, places: Places
) -> None:
    link = maker.link(clicks=2)
    guest, token = maker.enter(link), maker.token(link)
    key = acts.watch(maker, guest)
    back_up(maker, target)
    data = places.move()
    restored, site = restore(target, with_access=True)
    assert (data / keys.KEY_FILE).read_text() == KEY
    assert site.token(link) == token
    assert acts.status(site, link) == "active"
    assert acts.plays(site, guest, key)
    assert acts.load(site, guest)
    assert clicks(site) == [1]
    site.enter(link)
    with pytest.raises(DoesNotAdmit, match="limit_reached"):
        site.enter(link)
    assert (restored.settled.media_items, restored.settled.links, restored.settled.guest_entries) == (1, 1, 1)
    assert (restored.settled.turned_off, restored.examined.media_files) == (0, 1)
    founding.check_migrated(site.bind)


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


def test_access_is_off_until_it_is_turned_on_and_old_sessions_do_not_come_back(
    maker: Maker, target: Path, places: Places
) -> None:
    link, other = maker.link(), maker.link(maker.media(access=False))
    guest = maker.enter(link)
    back_up(maker, target)
    places.move()
    restored, site = restore(target)
    assert restored.settled.turned_off == 1
    assert acts.status(site, link) == acts.status(site, other) == "off"
    with pytest.raises(DoesNotAdmit, match="off"):
        site.enter(link)
    assert acts.load(site, guest) is None
    with database.reading(site.bind) as db:
        assert [(item.guest_access, item.access_epoch) for item in db.scalars(select(MediaItem).order_by("id"))] == [
            (False, 2),
            (False, 1),
        ]
    assert [workflow.event for workflow in acts.workflows(site)] == ["access_off"]
    acts.turn_on(site, link)
    assert acts.status(site, link) == "active"
    assert acts.load(site, guest) is None
    assert acts.load(site, site.enter(link))
    acts.sweep(site)
    assert guest.session_hash not in acts.sessions(site)


@pytest.mark.parametrize("with_access", [True, False])
def test_a_form_admitted_before_the_backup_stays_one_click(
    maker: Maker, target: Path, places: Places, with_access: bool
) -> None:
    link = maker.link()
    guest = maker.enter(link, form="a form")
    back_up(maker, target)
    places.move()
    _, site = restore(target, with_access=with_access)
    if with_access:
        assert site.enter(link, form="a form") == guest
        assert acts.load(site, guest)
    else:
        acts.turn_on(site, link)
        with pytest.raises(FormSpent):
            site.enter(link, form="a form")
    assert clicks(site) == [1]


@pytest.mark.parametrize(("seconds", "erased"), [(-1, False), (0, True), (1, True)])
def test_overdue_names_are_erased_before_the_first_answer(
    maker: Maker, target: Path, places: Places, seconds: int, erased: bool
) -> None:
    link = maker.link()
    maker.enter(link)
    back_up(maker, target)
    places.move()
    restored, site = restore(target, now=NOW + timedelta(days=90, seconds=seconds))
    assert names(site) == [None if erased else "Dana"]
    assert restored.settled.erased == int(erased)
    assert clicks(site) == [1]


@pytest.mark.parametrize(("then", "now"), [("7", "90"), ("90", "7")])
def test_the_shorter_retention_time_counts(
    maker: Maker, target: Path, places: Places, monkeypatch: pytest.MonkeyPatch, then: str, now: str
) -> None:
    maker.enter(maker.link())
    monkeypatch.setenv("GUESTLINK_RETENTION_DAYS", then)
    forget()
    back_up(maker, target)
    monkeypatch.setenv("GUESTLINK_RETENTION_DAYS", now)
    places.move()
    _, site = restore(target, now=NOW + timedelta(days=7))
    assert names(site) == [None]


def test_erased_names_are_nowhere_in_the_data_folder(maker: Maker, target: Path, places: Places) -> None:
    link = maker.link()
    for _ in range(1200):
        maker.enter(link)
    back_up(maker, target)
    data = places.move()
    restored, _ = restore(target, now=NOW + timedelta(days=90))
    assert restored.settled.erased == 1200
    for file in data.rglob("*"):
        assert file.is_dir() or b"dana@example.com" not in file.read_bytes()


@pytest.mark.parametrize(("accel", "folder_mode"), [("off", 0o700), ("on", 0o750)])
@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_folders_and_files_get_their_modes_whatever_the_mask(
    maker: Maker,
    target: Path,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
    mask: int,
    accel: str,
    folder_mode: int,
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
    assert {found.pop(name) for name in media} == {0o640}
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


def test_a_backup_of_an_older_schema_is_migrated(places: Places, target: Path) -> None:
    data = places.move()
    (data / "media").mkdir(parents=True)
    (data / keys.KEY_FILE).write_text(KEY)
    old = Maker(database.engine())
    config = Config()
    config.set_main_option("script_location", str(founding.MIGRATIONS))
    with old.bind.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
    with database.writing(old.bind) as db:
        db.execute(insert(Site).values(id=1, key_fingerprint=keys.fingerprint(), created_at=NOW))
    back_up(old, target)
    places.move()
    restored, site = restore(target)
    assert restored.examined.label.schema_version == "0006"
    founding.check_migrated(site.bind)
    assert site.enter(site.link())


def test_a_site_without_guests_and_media_is_restored_too(maker: Maker, target: Path, places: Places) -> None:
    back_up(maker, target)
    data = places.move()
    restored, site = restore(target)
    assert vars(restored.settled) == dict.fromkeys(vars(restored.settled), 0)
    assert (data / "media").is_dir()
    acts.sweep(site, now=after(1))
