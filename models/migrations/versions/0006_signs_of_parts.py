"""The last signs of life of worker and beat, and an index on the failed workflows.

Revision: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('part_report',
    sa.Column('part', sa.String(length=10), nullable=False),
    sa.Column('host', sa.String(length=64), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('clock_ahead', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('part', 'host', name=op.f('pk_part_report'))
    )
    op.create_index('ix_workflow_failed', 'workflow', ['id'], unique=False, postgresql_where=sa.text("state = 'failed'"), sqlite_where=sa.text("state = 'failed'"))


def downgrade() -> None:
    op.drop_index('ix_workflow_failed', table_name='workflow')
    op.drop_table('part_report')
