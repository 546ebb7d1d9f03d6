"""Live sessions: the playlist that their owner named, and what an earlier session had left in the folder.

Revision: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('live_session', sa.Column('playlist_name', sa.String(length=500), nullable=True))
    op.add_column('live_session', sa.Column('left_until', sa.BigInteger(), server_default=sa.text('0'), nullable=False))


def downgrade() -> None:
    op.drop_column('live_session', 'left_until')
    op.drop_column('live_session', 'playlist_name')
