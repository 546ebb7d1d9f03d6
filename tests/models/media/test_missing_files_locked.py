"""An item whose row is locked, while its file is looked for, is judged as soon as it is free (contract 2.30)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from models.config.settings import settings
from models.media.missing_files import ROUND_EVERY
from models.plumbing import database
from models.site.locks import lock_media
from models.tables import MediaFile, MediaItem
from models.upkeep import running
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.waiting import wait_until

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0 AND datname = :name")


def somebody_waits(maker: Maker) -> bool:
    with database.reading(maker.bind) as db:
        return bool(db.scalar(WAITING, {"name": maker.bind.url.database}))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_mark_goes_in_the_same_round_although_its_visits_are_being_counted(maker: Maker) -> None:
    """The sweep of visits runs at the same second, and locks the items whose visits it counts."""
    media_id = maker.media()
    with database.reading(maker.bind) as db:
        name = db.scalars(select(MediaFile.stored_name).where(MediaFile.media_id == media_id)).one()
    away = (settings().media_folder / name).rename(settings().media_folder / "away")

    def look(minute: int) -> None:
        running.run_task("notice_missing_files", now=NOW + minute * ROUND_EVERY, bind=maker.bind)

    def missing_since() -> object:
        with database.reading(maker.bind) as db:
            return db.scalar(select(MediaItem.missing_since).where(MediaItem.id == media_id))

    look(0)
    assert missing_since() == NOW
    away.rename(settings().media_folder / name)
    with ThreadPoolExecutor(1) as pool:
        with database.writing(maker.bind) as counting:
            lock_media(counting, media_id)
            looking = pool.submit(look, 1)
            wait_until("the sweep waits, or has gone on", lambda: somebody_waits(maker) or looking.done())
        looking.result()
    assert missing_since() is None
