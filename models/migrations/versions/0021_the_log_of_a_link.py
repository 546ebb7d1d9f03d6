"""The log of a link: an index for the audit log's filter by link.

Revision: 0021
Revises: 0020
"""

from alembic import op

from models.migrations.steps import create_index

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index('ix_audit_entry_link_id', 'audit_entry', ['link_id', 'id'])


def downgrade() -> None:
    op.drop_index('ix_audit_entry_link_id')
