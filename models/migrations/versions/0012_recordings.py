"""Recordings: audio, originals and playable files, and what is being prepared.

Revision: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from models.migrations.checks import replace_check
from models.migrations.steps import create_index

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

KINDS = "kind IN ('video', 'audio', 'live', 'room', 'channel_room')"
KINDS_BEFORE = "kind IN ('video', 'live', 'room', 'channel_room')"
ROLES = "role IN ('original', 'video', 'poster', 'captions')"
ROLES_BEFORE = "role IN ('video', 'poster', 'captions')"
COLUMNS = ['media_id', 'role', 'language']
OLD_KEY = 'uq_media_file_media_id_role_language'


def upgrade() -> None:
    create_index('ix_media_file_of_type', 'media_file', [*COLUMNS, 'content_type'], unique=True)
    create_index('ix_media_file_single', 'media_file', COLUMNS, where="role <> 'video'", unique=True)
    replace_check('media_item', 'kind', KINDS)
    replace_check('media_file', 'role', ROLES, dropped=OLD_KEY)
    op.add_column('workflow', sa.Column('lease_holder', sa.String(length=32), nullable=True))
    op.create_table(
        'preparation',
        sa.Column('media_id', sa.Integer(), nullable=False),
        sa.Column('workflow_id', sa.Integer(), nullable=False),
        sa.Column('source_name', sa.String(length=80), nullable=False),
        sa.Column('progress', sa.Integer(), nullable=False),
        sa.Column('trouble', sa.String(length=300), nullable=True),
        sa.Column('usable_seconds', sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_preparation_media_id')),
        sa.ForeignKeyConstraint(['workflow_id'], ['workflow.id'], name=op.f('fk_preparation_workflow_id')),
        sa.PrimaryKeyConstraint('media_id', name=op.f('pk_preparation')),
    )
    with op.batch_alter_table('preparation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_preparation_workflow_id'), ['workflow_id'], unique=False)


def downgrade() -> None:
    op.drop_table('preparation')
    with op.batch_alter_table('workflow', schema=None) as batch_op:
        batch_op.drop_column('lease_holder')
    with op.batch_alter_table('media_file', schema=None) as batch_op:
        batch_op.drop_index('ix_media_file_single')
        batch_op.drop_index('ix_media_file_of_type')
        batch_op.create_unique_constraint(OLD_KEY, COLUMNS)
        batch_op.drop_constraint(op.f('ck_media_file_role'), type_='check')
        batch_op.create_check_constraint(op.f('ck_media_file_role'), sa.text(ROLES_BEFORE))
    with op.batch_alter_table('media_item', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_media_item_kind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_media_item_kind'), sa.text(KINDS_BEFORE))
