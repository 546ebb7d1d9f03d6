"""Texts that are searched get one form of each hyphen and quotation mark, and no invisible characters.

Revision: 0024
Revises: 0023
"""

import sqlalchemy as sa

from models.migrations.steps import beyond_ascii, update_in_batches

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# Without a value in this column, the text is made again, right after the migrations (models/site/completing.py).
MADE = {"user_account": "folded_of", "media_item": "folded", "guest_link": "folded", "guest_entry": "folded"}


def upgrade() -> None:
    for name, made in MADE.items():
        table = sa.table(name, sa.column("id"), sa.column(made))
        is_changed = sa.and_(table.c[made].is_not(None), beyond_ascii("folded"))
        update_in_batches(table, {made: None}, where=is_changed)


def downgrade() -> None:
    """The version before searches in these texts too."""
