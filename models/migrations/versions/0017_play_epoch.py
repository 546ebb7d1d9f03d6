"""The play epoch: a number of each link, and a copy of it in each visit (contract 2.50).

Revision: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

TABLES = ('guest_link', 'visit')


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column('play_epoch', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, 'play_epoch')
