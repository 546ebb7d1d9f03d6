"""The last signs of life of worker and beat, and an index on the failed workflows.

Revision: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from models.migrations.steps import create_index

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    if not sa.inspect(op.get_bind()).has_table('part_report'):
        create_part_report()
    create_index('ix_workflow_failed', 'workflow', ['id'], where="state = 'failed'")


def create_part_report() -> None:
    op.create_table('part_report',
    sa.Column('part', sa.String(length=10), nullable=False),
    sa.Column('host', sa.String(length=64), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('clock_ahead', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('part', 'host', name=op.f('pk_part_report'))
    )


def downgrade() -> None:
    op.drop_index('ix_workflow_failed', table_name='workflow')
    op.drop_table('part_report')
