"""What the token of each link is written in. All links that exist keep their tokens.

Revision: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # With a constant default, PostgreSQL writes no row, however many there are. The default stays: an older version that
    # still runs makes tokens of the old kind, and does not name this column.
    op.add_column('guest_link', sa.Column('token_alphabet', sa.String(length=9), nullable=False, server_default='base64url'))


def downgrade() -> None:
    op.drop_column('guest_link', 'token_alphabet')
