"""A restored site is the one of the backup (contract 7.30, 11.23)."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import column, insert, table

from models.errors import DoesNotAdmit
from models.plumbing import database, keys
from models.site import founding
from models.tables import Site
from tests.conftest import KEY
from tests.models.backups.backing_up import back_up, clicks, restore
from tests.models.backups.conftest import Places
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker, after

COLUMNS = ("id", "key_fingerprint", "created_at")
SITE = table(Site.__tablename__, *(column(each, Site.__table__.c[each].type) for each in COLUMNS))


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
    assert not acts.plays(site, guest, key), "nobody is connected to a site that was restored"
    assert acts.load(site, guest)
    assert clicks(site) == [1]
    site.enter(link)
    with pytest.raises(DoesNotAdmit, match="limit_reached"):
        site.enter(link)
    assert (restored.settled.media_items, restored.settled.links, restored.settled.guest_entries) == (1, 1, 1)
    assert (restored.settled.turned_off, restored.examined.media_files) == (0, 1)
    founding.check_migrated(site.bind)


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
        # Without the columns of later versions.
        db.execute(insert(SITE).values(id=1, key_fingerprint=keys.fingerprint(), created_at=NOW))
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
