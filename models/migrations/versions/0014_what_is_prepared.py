"""What is being prepared: what the uploaded file is, and when its owner saw that it failed.

Revision: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('preparation', sa.Column('container', sa.String(length=60), nullable=True))
    op.add_column('preparation', sa.Column('codecs', sa.String(length=120), nullable=True))
    op.add_column('preparation', sa.Column('is_encoded', sa.Boolean(), nullable=True))
    op.add_column('preparation', sa.Column('failure_seen_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ('failure_seen_at', 'is_encoded', 'codecs', 'container'):
        op.drop_column('preparation', name)
