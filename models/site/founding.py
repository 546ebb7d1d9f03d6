"""Founding a site: the schema, its one row, and the check that its keys are still there."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.orm import Session

from models.errors import Misconfigured
from models.files import storage
from models.plumbing import database, keys
from models.tables import GuestLink, Site

MIGRATIONS = Path(__file__).parents[1] / "migrations"

WRONG_KEY = (
    "The secret key is not the one this site was founded with: every guest link would be dead. "
    "Put the old GUESTLINK_SECRET_KEY back, or name it in GUESTLINK_FORMER_KEYS."
)
LACKING_KEY = (
    "A key is missing (id %(id)s) that guest links still need: they would be dead. "
    "Name it in GUESTLINK_FORMER_KEYS until they are deleted."
)


def migrate(bind: Engine, *, now: datetime) -> None:
    """The schema to head, and the site's row; a newer schema stays (`check_migrated`). Safe twice and side by side.
    Raises Misconfigured for a wrong key; a new one beside the old is recorded as the site's."""
    keys.ring()
    if bind.dialect.name == "sqlite":
        # Guests' names are for this user's eyes alone; SQLite makes the files beside it with the same mode.
        Path(bind.url.database or "").touch(mode=0o600)
    with bind.connect() as connection:
        is_newer = _version(connection) > head()
    if not is_newer:
        _upgrade(bind)
    with database.writing(bind) as db:
        if db.get(Site, 1) is None:
            storage.make_folder()
        database.insert_missing(db, Site, id=1, key_fingerprint=keys.fingerprint(), created_at=now)
        record_key(db)


def _upgrade(bind: Engine) -> None:
    # Only here: every part asks `check_migrated`, and none of them should carry Alembic about.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with bind.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_migrated(bind: Engine) -> None:
    """Raises Misconfigured unless the schema is at head and the keys are the site's. Every part asks.

    A newer schema will do: a migration leaves the version before it working, which may die and begin again during an
    upgrade, and is gone back to after a bad one (docs/operating.md).
    """
    with database.reading(bind) as db:
        if _version(db.connection()) < head():
            raise Misconfigured("The database is not at the schema of this version. Run: guestlink migrate")
        check_keys(db)


def _version(connection: Connection) -> str:
    """Of the schema; of none, one that is older than any."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def head() -> str:
    """The newest migration; their files are named by their revisions, which count up."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def record_key(db: Session) -> None:
    """The present key is the site's from now on. Raises Misconfigured unless the one before it is in the ring."""
    check_keys(db)
    db.get_one(Site, 1).key_fingerprint = keys.fingerprint()


def keys_in_use(db: Session) -> list[dict[str, object]]:
    """The ring by ids, the present one first, and how many links need each."""
    counted = select(GuestLink.key_id, func.count()).where(GuestLink.needs_its_key()).group_by(GuestLink.key_id)
    links: dict[str, int] = dict(iter(db.execute(counted)))
    present = keys.key_id()
    return [{"id": key_id, "present": key_id == present, "links": links.get(key_id, 0)} for key_id in keys.by_id()]


def check_keys(db: Session) -> None:
    """Raises Misconfigured unless the ring holds the site's key, and every key that made a link still in use."""
    site = db.get(Site, 1)
    if site is None:
        raise Misconfigured("This database has no site yet. Run: guestlink migrate")
    if site.key_fingerprint not in map(keys.fingerprint, keys.ring()):
        raise Misconfigured(WRONG_KEY)
    lacking = select(GuestLink.key_id).where(GuestLink.needs_its_key(), GuestLink.key_id.not_in(keys.by_id()))
    key_id = db.scalar(lacking.limit(1))
    if key_id is not None:
        raise Misconfigured(LACKING_KEY, id=key_id)
