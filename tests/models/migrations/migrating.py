"""Migrations that tests add, and looking at what came of them."""

from collections.abc import Callable

from sqlalchemy import Engine, select, text

from models.plumbing import database
from models.tables import GuestLink

INDEX = "create_index('ix_new', 'guest_link', ['name'], where='deleted_at IS NULL')"
BATCHES = "update_in_batches(links, {'name': 'new'}, where=links.c.name != 'new')"
COLUMN = "op.add_column('guest_link', sa.Column('new', sa.Integer(), nullable=True))"

AddMigration = Callable[..., None]


def version(bind: Engine) -> str:
    with database.reading(bind) as db:
        return str(db.scalars(text("SELECT version_num FROM alembic_version")).one())


def names(bind: Engine) -> list[str]:
    with database.reading(bind) as db:
        return list(db.scalars(select(GuestLink.name).order_by(GuestLink.id)))


def silent(_doing: str, _done: int, _total: int) -> None:
    """Nobody watches the progress."""
