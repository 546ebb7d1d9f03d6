"""Accounts: when the set-up address was used, the provider's accounts, and the links of disabled owners.

Revision: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('site', sa.Column('setup_used_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('site', sa.Column('disabled_owners_stop', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('user_account', sa.Column('refused_subject', sa.String(length=500), nullable=True))
    op.add_column('user_account', sa.Column('refused_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('user_session', sa.Column('id_token', sa.Text(), nullable=True))
    op.add_column('guest_link', sa.Column('owner_stopped', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column('guest_link', 'owner_stopped')
    op.drop_column('user_session', 'id_token')
    op.drop_column('user_account', 'refused_at')
    op.drop_column('user_account', 'refused_subject')
    op.drop_column('site', 'disabled_owners_stop')
    op.drop_column('site', 'setup_used_at')
