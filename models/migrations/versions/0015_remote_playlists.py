"""Playlists of other servers: which servers a page needs to play one.

Revision: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('live_session', sa.Column('playlist_origins', sa.String(length=2000), nullable=True))


def downgrade() -> None:
    op.drop_column('live_session', 'playlist_origins')
