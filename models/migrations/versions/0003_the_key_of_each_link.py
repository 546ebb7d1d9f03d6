"""The id of the key that made each link's token. For links that exist already, it is the site's first key.

Revision: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default is a constant, so PostgreSQL writes no row, however many links there are. SQLite can add a NOT NULL
    # column only with a default. Building the table again instead would delete the rows that refer to it by foreign keys.
    key_id = op.get_bind().scalar(sa.text("SELECT substr(key_fingerprint, 1, 12) FROM site")) or ''
    op.add_column('guest_link', sa.Column('key_id', sa.String(length=12), nullable=False, server_default=key_id))
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('guest_link', 'key_id', server_default=None)


def downgrade() -> None:
    op.drop_column('guest_link', 'key_id')
