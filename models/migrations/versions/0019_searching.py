"""Search and the owner's lists; replacing the file of a recording.

Revision: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from models.migrations.checks import replace_check
from models.migrations.steps import create_index, create_trigram_index, has_column

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

ROLES = "role IN ('original', 'video', 'poster', 'captions', 'next', 'next_poster', 'replaced')"
ROLES_BEFORE = "role IN ('original', 'video', 'poster', 'captions')"


def upgrade() -> None:
    if not has_column('media_file', 'replaced_at'):
        op.add_column('media_file', sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True))
    replace_check('media_file', 'role', ROLES)
    create_index('ix_media_item_of_owner', 'media_item', ['owner_id', 'id'], where='deleted_at IS NULL')
    # None on `guest_link`: each admission would write into it (facts 199).
    create_trigram_index('ix_media_item_trigrams', 'media_item', 'folded', where='deleted_at IS NULL')


def downgrade() -> None:
    op.execute('DROP INDEX IF EXISTS ix_media_item_trigrams')
    op.drop_index('ix_media_item_of_owner')
    replace_check('media_file', 'role', ROLES_BEFORE)
    op.drop_column('media_file', 'replaced_at')
