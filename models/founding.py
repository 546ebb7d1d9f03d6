"""Founding a site: the schema, its one row, and the check that the key is the one it was founded with."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from models.plumbing import db as database
from models.plumbing import keys, storage
from models.plumbing.errors import Misconfigured
from models.tables import Site

MIGRATIONS = Path(__file__).parent / "migrations"

WRONG_KEY = (
    "The secret key is not the one this site was founded with: every guest link would be dead. "
    "Put the old GUESTLINK_SECRET_KEY back."
)


def migrate(bind: Engine, *, now: datetime) -> None:
    """The schema to head, and the site's row. Safe twice and side by side. Raises Misconfigured for a wrong key."""
    # Only here: every part asks `check_migrated`, and none of them should carry Alembic about.
    from alembic import command
    from alembic.config import Config

    keys.secret_key()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with bind.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with database.writing(bind) as db:
        if db.get(Site, 1) is None:
            storage.make_folder()
        database.insert_missing(db, Site, id=1, key_fingerprint=keys.fingerprint(), created_at=now)
        check_key(db)


def check_migrated(bind: Engine) -> None:
    """Raises Misconfigured unless the schema is at head and the key is the founding one. Every part asks."""
    with database.reading(bind) as db:
        versions: list[str] = []
        if inspect(db.connection()).has_table("alembic_version"):
            versions = list(db.scalars(text("SELECT version_num FROM alembic_version")))
        if versions != [head()]:
            raise Misconfigured("The database is not at the schema of this version. Run: guestlink migrate")
        check_key(db)


def head() -> str:
    """The newest migration; their files are named by their revisions, which count up."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def check_key(db: Session) -> None:
    site = db.get(Site, 1)
    if site is None:
        raise Misconfigured("This database has no site yet. Run: guestlink migrate")
    if site.key_fingerprint != keys.fingerprint():
        raise Misconfigured(WRONG_KEY)
