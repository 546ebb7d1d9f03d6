"""Indexes of search and of the owner's lists.

Revision: 0019
Revises: 0018
"""

from alembic import op

from models.migrations.steps import create_index, create_trigram_index

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index('ix_media_item_of_owner', 'media_item', ['owner_id', 'id'], where='deleted_at IS NULL')
    # None on `guest_link`: each admission would write into it (facts 199).
    create_trigram_index('ix_media_item_trigrams', 'media_item', 'folded', where='deleted_at IS NULL')


def downgrade() -> None:
    op.execute('DROP INDEX IF EXISTS ix_media_item_trigrams')
    op.drop_index('ix_media_item_of_owner')
