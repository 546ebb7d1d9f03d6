"""Lists of large sites: indexes in the order of titles and names, and what is searched of people.

What `folded` holds is made after the migration, and at each start (models/site/completing.py).

Revision: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from models.migrations.steps import create_index, create_index_in_order, has_column

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

FOLDED = {'media_item': 'deleted_at', 'guest_link': 'deleted_at', 'guest_entry': 'erased_at'}
BY_TITLE: dict[str, list[str]] = {'ix_media_item_by_title': [], 'ix_media_item_of_owner_by_title': ['owner_id']}


def upgrade() -> None:
    if not has_column('user_account', 'folded'):
        op.add_column('user_account', sa.Column('folded', sa.Text(), nullable=True))
        op.add_column('user_account', sa.Column('folded_of', sa.Text(), nullable=True))
    for table, gone in FOLDED.items():
        create_index(f'ix_{table}_incomplete', table, ['id'], where=f'folded IS NULL AND {gone} IS NULL')
    for name, columns in BY_TITLE.items():
        create_index_in_order(name, 'media_item', columns, where='deleted_at IS NULL')
    create_index_in_order('ix_guest_link_by_name', 'guest_link', [], where='deleted_at IS NULL')
    create_index('ix_guest_entry_removed', 'guest_entry', ['link_id', 'id'], where='removed_at IS NOT NULL')
    create_index('ix_audit_entry_act', 'audit_entry', ['act', 'id'])
    create_index('ix_audit_entry_user_act', 'audit_entry', ['user_id', 'act', 'id'])
    create_index('ix_audit_entry_at', 'audit_entry', ['at'])


def downgrade() -> None:
    for name in ('ix_audit_entry_at', 'ix_audit_entry_user_act', 'ix_audit_entry_act'):
        op.drop_index(name)
    for name in ('ix_guest_entry_removed', 'ix_guest_link_by_name'):
        op.drop_index(name)
    for name in BY_TITLE:
        op.drop_index(name)
    for table in FOLDED:
        op.drop_index(f'ix_{table}_incomplete')
    op.drop_column('user_account', 'folded_of')
    op.drop_column('user_account', 'folded')
