"""Live sessions: an index for those that name one folder. Each request of a guest of one asks whose stream is in it.

Revision: 0022
Revises: 0021
"""

from alembic import op

from models.migrations.steps import create_index_of_folders

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index_of_folders('ix_live_session_folder', 'live_session')


def downgrade() -> None:
    op.drop_index('ix_live_session_folder')
