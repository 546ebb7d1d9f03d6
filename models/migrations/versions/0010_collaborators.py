"""Collaborators are kept by the address that was typed, also while nobody has an account with it.

A new table: the version before goes on with `media_collaborator`, which is dropped one version later.

Revision: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'collaborator',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('media_id', sa.Integer(), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_collaborator_media_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_collaborator_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_collaborator')),
        sa.UniqueConstraint('media_id', 'email', name=op.f('uq_collaborator_media_id_email')),
    )
    with op.batch_alter_table('collaborator', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_collaborator_user_id'), ['user_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_collaborator_email'), ['email'], unique=False)
    op.execute(
        'INSERT INTO collaborator (media_id, email, user_id) '
        'SELECT media_id, email, user_id FROM media_collaborator JOIN user_account ON user_account.id = user_id'
    )
    # Nothing writes to the old table any more, so its rows must not keep an account from being merged into another one.
    name = op.f('fk_media_collaborator_user_id')
    with op.batch_alter_table('media_collaborator', schema=None) as batch_op:
        batch_op.drop_constraint(name, type_='foreignkey')
        batch_op.create_foreign_key(name, 'user_account', ['user_id'], ['id'], ondelete='CASCADE')


def downgrade() -> None:
    name = op.f('fk_media_collaborator_user_id')
    with op.batch_alter_table('media_collaborator', schema=None) as batch_op:
        batch_op.drop_constraint(name, type_='foreignkey')
        batch_op.create_foreign_key(name, 'user_account', ['user_id'], ['id'])
    op.drop_table('collaborator')
