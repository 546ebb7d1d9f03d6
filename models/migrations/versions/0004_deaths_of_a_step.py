"""How often in a row a worker died while it ran a step.

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('workflow_step', sa.Column('deaths', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('workflow_step', 'deaths')
