"""What Alembic runs. The connection comes from `upgrading.py`, or from the settings if run by hand."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection

from models.plumbing.database import engine
from models.tables import Base
from models.tables.base import UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Alembic would write our own type for times without importing it, so write the type of the column instead."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=connection.dialect.name == "postgresql",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with engine().connect() as connection:
        migrate(connection)
