"""Indexes for what a person or a start asks of the whole site: the entries of one address, and the keys of links.

Revision: 0023
Revises: 0022
"""

from alembic import op

from models.migrations.steps import create_index, create_index_of_second_lines

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index_of_second_lines("ix_guest_entry_by_email", "guest_entry")
    create_index("ix_guest_link_key", "guest_link", ["key_id"], where="deleted_at IS NULL")


def downgrade() -> None:
    op.drop_index("ix_guest_link_key")
    op.drop_index("ix_guest_entry_by_email")
