"""Founding a site: its database schema, its one row, and the check that its keys are still there."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, Select, func, inspect, select, text
from sqlalchemy.orm import Session

from models.config import lock_files
from models.config.settings import settings
from models.errors import Misconfigured
from models.files import storage
from models.plumbing import database, keys
from models.plumbing.database_address import shown_address
from models.plumbing.ownership import give_to_owner_of_folder
from models.plumbing.progress import Report, report_nothing
from models.site.completing import complete_rows
from models.tables import GuestLink, Site

MIGRATIONS = Path(__file__).parents[1] / "migrations"

# Nothing starts without the keys, no command either. So what is to be done must be possible without them.
WHERE_KEYS_ARE = (
    "Every backup holds the keys (tar -xOf FILE secret_key former_keys); if they are lost for good, see docs/keys.md."
)
WRONG_KEY = (
    "The secret key is not the one this site was founded with; with another key, guest links stop working. "
    f"Put the old GUESTLINK_SECRET_KEY back, or name it in GUESTLINK_FORMER_KEYS. {WHERE_KEYS_ARE}"
)
NO_SITE = (
    "There is no site in the data folder %(data)s: the database file %(file)s is missing or empty. If the site is in "
    "another folder, set GUESTLINK_DATA to that folder. To make a new site, run: guestlink up"
)
NOT_MIGRATED = "The database %(database)s is not at the schema of this version. Run: guestlink migrate"
MISSING_KEY = (
    "Guest links still need a key that is missing (id %(id)s); without it they stop working. "
    f"Name it in GUESTLINK_FORMER_KEYS. {WHERE_KEYS_ARE} Then delete these links, if you want to do without the key."
)


def migrate(bind: Engine, *, now: datetime, report: Report = report_nothing) -> None:
    """Bring the schema to the newest version, make the site's row, and record the present key as the site's. `report`
    is called with what is being done, how much of it is done, and of how much.

    A newer schema is left alone (see `check_migrated`). Safe to call twice, also at the same moment. Raises
    Misconfigured if a key cannot be used, or if the site's key before this one is not a former key.
    """
    # Raises Misconfigured before anything is made: without a usable key there must be no site.
    keys.ring()
    if bind.dialect.name == "sqlite":
        # Only this user may read guests' names. SQLite creates the files beside it with the same mode.
        file = Path(bind.url.database or "")
        file.touch(mode=0o600)
        give_to_owner_of_folder(file)
    with bind.connect() as connection:
        is_newer = _version(connection) > newest_version()
    if not is_newer:
        # Imported here only: every part calls `check_migrated`, and must not spend memory on Alembic.
        from models.migrations.upgrading import upgrade

        upgrade(bind, report)
    with database.writing(bind) as db:
        if db.get(Site, 1) is None:
            storage.make_folder()
        database.insert_missing(db, Site, id=1, key_fingerprint=keys.fingerprint(), created_at=now)
        record_key(db)
    if not is_newer:
        complete_rows(bind, report)


def check_not_restoring() -> None:
    """Raises Misconfigured while a backup is being restored into the data folder, and if that was broken off."""
    data = settings().data
    if (data / lock_files.RESTORING).exists():
        raise Misconfigured(
            "A restore into %(data)s is running or was broken off. If it was broken off, run it again: guestlink "
            "restore FILE",
            data=str(data),
        )


def check_migrated(bind: Engine) -> None:
    """Raises Misconfigured if the schema is older than this program, or the keys are not the site's. Every part calls
    this at its start.

    A newer schema is accepted: each migration lets the program before it go on working. So its parts may start again
    during an upgrade, and after a step back to that version (docs/upgrading.md).
    """
    check_not_restoring()
    _check_file(bind)
    with database.reading(bind) as db:
        if _version(db.connection()) < newest_version():
            raise Misconfigured(NOT_MIGRATED, database=shown_address(bind.url))
        check_keys(db)


def _check_file(bind: Engine) -> None:
    """Raises Misconfigured if SQLite's file is missing or empty. SQLite would make it, so a command in a wrong folder
    would leave an empty database there."""
    file = bind.url.database
    if bind.dialect.name == "sqlite" and file and not _may_be_there(Path(file)):
        raise Misconfigured(NO_SITE, data=str(settings().data), file=file)


def _may_be_there(file: Path) -> bool:
    """True also where this process may not look: opening the file then says why."""
    try:
        return file.stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _version(connection: Connection) -> str:
    """The version of the schema in this database. Empty, which is older than any, if there is no schema."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def newest_version() -> str:
    """The version of the newest migration. The file name of each begins with its version, and versions count up."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def record_key(db: Session) -> None:
    """Record the present key as the site's. Raises Misconfigured unless the key before it is a former key."""
    check_keys(db)
    db.get_one(Site, 1).key_fingerprint = keys.fingerprint()


def keys_with_links(db: Session) -> list[dict[str, object]]:
    """The ids of the present key and then the former ones, each with the number of links that need it."""
    counts = select(GuestLink.key_id, func.count()).where(GuestLink.needs_its_key()).group_by(GuestLink.key_id)
    links: dict[str, int] = dict(iter(db.execute(counts)))
    present = keys.key_id()
    return [{"id": key_id, "present": key_id == present, "links": links.get(key_id, 0)} for key_id in keys.by_id()]


def check_keys(db: Session) -> None:
    """Raises Misconfigured unless the settings hold the site's key, and the keys of all links still in use."""
    site = db.get(Site, 1)
    if site is None:
        raise Misconfigured("This database has no site yet. Run: guestlink migrate")
    if site.key_fingerprint not in map(keys.fingerprint, keys.ring()):
        raise Misconfigured(WRONG_KEY)
    for key_id in _keys_of_links(db):
        if key_id not in keys.by_id() and db.scalar(_needing(key_id).limit(1)) is not None:
            raise Misconfigured(MISSING_KEY, id=key_id)


def _keys_of_links(db: Session) -> Iterator[str]:
    """The keys that have made the undeleted links. A step along an index for each: keys are few, links many."""
    undeleted, key_id = GuestLink.deleted_at.is_(None), ""
    while next_one := db.scalar(select(func.min(GuestLink.key_id)).where(undeleted, GuestLink.key_id > key_id)):
        yield next_one
        key_id = next_one


def _needing(key_id: str) -> Select[int]:
    return select(GuestLink.id).where(GuestLink.needs_its_key(), GuestLink.key_id == key_id)
