"""Large sites: sort keys of names, how far a sweep has got, and indexes of sweeps and pages.

The keys of the names are made after the migration, and at each start (models/site/completing.py).

Revision: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from models.migrations.steps import create_index, has_column

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

KEYS = [f'sorted_{language}' for language in ('en', 'es', 'he')]
NAMED = ('user_account', 'user_group')


def upgrade() -> None:
    if not has_column('maintenance_run', 'place'):
        add_columns()
    for table in NAMED:
        for key in KEYS:
            create_index(f'ix_{table}_{key}', table, [key])
    create_index('ix_visit_open_since', 'visit', ['started_at'], where='ended_at IS NULL')
    create_index('ix_visit_ended', 'visit', ['ended_at'], where='ended_at IS NOT NULL')
    create_index('ix_user_session_created_at', 'user_session', ['created_at'])
    create_index('ix_media_item_site_wide', 'media_item', ['id'], where="visibility = 'site' AND deleted_at IS NULL")
    create_index('ix_notice_unseen', 'notice', ['user_id', 'id'], where='seen_at IS NULL')


def add_columns() -> None:
    op.add_column('maintenance_run', sa.Column('place', sa.BigInteger(), nullable=False, server_default='0'))
    for table in NAMED:
        op.add_column(table, sa.Column('sorted_as', sa.String(length=100), nullable=True))
        for key in KEYS:
            op.add_column(table, sa.Column(key, sa.LargeBinary(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    for index in ('ix_notice_unseen', 'ix_media_item_site_wide', 'ix_user_session_created_at', 'ix_visit_ended'):
        op.drop_index(index)
    op.drop_index('ix_visit_open_since')
    for table in NAMED:
        for key in KEYS:
            op.drop_index(f'ix_{table}_{key}')
            op.drop_column(table, key)
        op.drop_column(table, 'sorted_as')
    op.drop_column('maintenance_run', 'place')
