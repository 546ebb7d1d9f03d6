"""SQLite gives an id once, as PostgreSQL does. Until now the id of a removed account went to the next new person.

These are the tables whose ids stand in addresses, forms or the audit log, and whose rows are deleted. None of them grows
with guests. SQLite has to copy them, and the site is stopped meanwhile.

Revision: 0025
Revises: 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = ("user_account", "user_group", "user_session", "collaborator", "media_file")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    copy_tables(sqlite_autoincrement=True)
    # Nor does anybody get the id of an account that was merged before this, and that the audit log still names.
    op.execute(
        "UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max(user_id), 0) FROM audit_entry)) "
        "WHERE name = 'user_account'"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        copy_tables()


def copy_tables(**options: bool) -> None:
    for table in TABLES:
        # Of the tables that these refer to, SQLAlchemy could not read each index, and would warn.
        read = {"resolve_fks": False}
        with op.batch_alter_table(table, recreate="always", table_kwargs=options, reflect_kwargs=read):
            pass
