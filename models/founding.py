"""Founding a site: the schema, its one row, and the check that the key is the one it was founded with."""

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.plumbing import db as database
from models.plumbing import keys
from models.plumbing.errors import Misconfigured
from models.tables import Site

MIGRATIONS = Path(__file__).parent / "migrations"

WRONG_KEY = (
    "The secret key is not the one this site was founded with: every guest link would be dead. "
    "Put the old GUESTLINK_SECRET_KEY back."
)


def migrate(bind: Engine, *, now: datetime) -> None:
    """The schema to head, and the site's row. Safe twice and side by side. Raises Misconfigured for a wrong key."""
    keys.secret_key()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with bind.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with database.writing(bind) as db:
        database.insert_missing(db, Site, id=1, key_fingerprint=keys.fingerprint(), created_at=now)
        check_key(db)


def check_migrated(bind: Engine) -> None:
    """Raises Misconfigured unless the schema is at head and the key is the founding one. Every part asks."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with bind.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current != head:
        raise Misconfigured("The database is not at the schema of this version. Run: guestlink migrate")
    with database.reading(bind) as db:
        check_key(db)


def check_key(db: Session) -> None:
    site = db.get(Site, 1)
    if site is None:
        raise Misconfigured("This database has no site yet. Run: guestlink migrate")
    if site.key_fingerprint != keys.fingerprint():
        raise Misconfigured(WRONG_KEY)
