"""Lists of large sites: indexes in the order of titles and names, and what is searched of people.

What `folded` holds is made after the migration, and at each start (models/site/completing.py).

Revision: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from models.migrations.steps import create_index, has_column

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

FOLDED = {'media_item': 'deleted_at', 'guest_link': 'deleted_at', 'guest_entry': 'erased_at'}


def upgrade() -> None:
    if not has_column('user_account', 'folded'):
        op.add_column('user_account', sa.Column('folded', sa.Text(), nullable=True))
        op.add_column('user_account', sa.Column('folded_of', sa.Text(), nullable=True))
    for table, gone in FOLDED.items():
        create_index(f'ix_{table}_incomplete', table, ['id'], where=f'folded IS NULL AND {gone} IS NULL')


def downgrade() -> None:
    for table in FOLDED:
        op.drop_index(f'ix_{table}_incomplete')
    op.drop_column('user_account', 'folded_of')
    op.drop_column('user_account', 'folded')
