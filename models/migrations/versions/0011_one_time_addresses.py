"""One-time addresses: for setting up the site, for invitations, and for new passwords.

A new table. `site.setup_hash` and `site.setup_used_at` stay for the version before. A set-up address of that version
does not open any more: `guestlink up` makes a new one at each start.

Revision: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'one_time_address',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('secret_hash', sa.String(length=64), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'set_up') = (user_id IS NULL)", name=op.f('ck_one_time_address_whose')),
        sa.CheckConstraint("kind IN ('set_up', 'invitation', 'reset')", name=op.f('ck_one_time_address_kind')),
        # The version before merges accounts, and does not know of this table.
        sa.ForeignKeyConstraint(
            ['user_id'], ['user_account.id'], name=op.f('fk_one_time_address_user_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_address')),
        sa.UniqueConstraint('secret_hash', name=op.f('uq_one_time_address_secret_hash')),
    )
    with op.batch_alter_table('one_time_address', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_address_made_at'), ['made_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_one_time_address_user_id'), ['user_id'], unique=False)


def downgrade() -> None:
    op.drop_table('one_time_address')
