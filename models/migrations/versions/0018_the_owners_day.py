"""The owner's day: starts and ends of links, what guests have watched, search, the site's look, and the audit log.

What `folded` holds is made after the migration, and at each start.

Revision: 0018
Revises: 0017
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.migrations.steps import create_index, has_column

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TEXTS = {'site_name': 100, 'accent': 7, 'privacy_notice': 2000, 'privacy_url': 2000}
COLUMNS: dict[str, dict[str, Any]] = {
    'guest_link': {'starts_at': INSTANT, 'ended_at': INSTANT, 'folded': sa.Text()},
    'guest_entry': {'last_seen_at': INSTANT, 'removed_at': INSTANT, 'folded': sa.Text()},
    'guest_session': {'place': sa.Double(), 'place_in': sa.String(200)},
    'media_item': {'folded': sa.Text()},
    'site': {name: sa.String(length) for name, length in TEXTS.items()},
}
WATCHED = ('visit', 'guest_entry')


def upgrade() -> None:
    if not has_column('guest_link', 'starts_at'):
        add_columns()
        create_tables()
    create_index('ix_audit_entry_user_id', 'audit_entry', ['user_id', 'id'])
    create_index('ix_audit_entry_media_id', 'audit_entry', ['media_id', 'id'])


def add_columns() -> None:
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    for table in WATCHED:
        for name, kind in (('watched_seconds', sa.Integer()), ('watched_parts', sa.BigInteger())):
            op.add_column(table, sa.Column(name, kind, nullable=False, server_default='0'))


def create_tables() -> None:
    op.create_table(
        'site_logo',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('content_type', sa.String(length=40), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.CheckConstraint('id = 1', name=op.f('ck_site_logo_one_row')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_site_logo')),
    )
    op.create_table(
        'audit_entry',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('at', INSTANT, nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.Column('act', sa.String(length=40), nullable=False),
        sa.Column('media_id', sa.Integer(), nullable=True),
        sa.Column('link_id', sa.Integer(), nullable=True),
        sa.Column('detail', sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry')),
    )


def downgrade() -> None:
    op.drop_table('audit_entry')
    op.drop_table('site_logo')
    for table in WATCHED:
        op.drop_column(table, 'watched_seconds')
        op.drop_column(table, 'watched_parts')
    for table, columns in COLUMNS.items():
        for name in columns:
            op.drop_column(table, name)
