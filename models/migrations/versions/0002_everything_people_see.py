"""Tables for live sessions, rooms, tags and likes, groups of users, permissions and user sessions.

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from models.migrations.steps import create_index


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # It may have been stopped before all indexes were built. The tables and columns come all at once.
    if not sa.inspect(op.get_bind()).has_table('user_group'):
        create_tables_and_columns()
    create_index('ix_guest_entry_due_erasure', 'guest_entry', ['entered_at'], where='erased_at IS NULL')
    create_index('ix_guest_link_may_need_group', 'guest_link', ['id'], where='deleted_at IS NULL AND access_on')


def create_tables_and_columns() -> None:
    op.create_table('user_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_group')),
    sa.UniqueConstraint('name', name=op.f('uq_user_group_name'))
    )
    op.create_table('permitted_group',
    sa.Column('group_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['user_group.id'], name=op.f('fk_permitted_group_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', name=op.f('pk_permitted_group'))
    )
    op.create_table('permitted_user',
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_permitted_user_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_permitted_user'))
    )
    op.create_table('user_group_member',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['user_group.id'], name=op.f('fk_user_group_member_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_user_group_member_user_id')),
    sa.PrimaryKeyConstraint('group_id', 'user_id', name=op.f('pk_user_group_member'))
    )
    with op.batch_alter_table('user_group_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_group_member_user_id'), ['user_id'], unique=False)

    op.create_table('user_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('browser', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_user_session_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_session')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_user_session_secret_hash'))
    )
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_session_user_id'), ['user_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_user_session_last_seen_at'), ['last_seen_at'], unique=False)

    op.create_table('live_session',
    sa.Column('media_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('folder', sa.String(length=100), nullable=True),
    sa.Column('playlist_url', sa.String(length=2000), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(folder IS NULL) <> (playlist_url IS NULL)', name=op.f('ck_live_session_one_source')),
    sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_live_session_media_id')),
    sa.PrimaryKeyConstraint('media_id', name=op.f('pk_live_session'))
    )
    op.create_table('media_like',
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('liked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_media_like_media_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_media_like_user_id')),
    sa.PrimaryKeyConstraint('media_id', 'user_id', name=op.f('pk_media_like'))
    )
    with op.batch_alter_table('media_like', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_media_like_user_id'), ['user_id'], unique=False)

    op.create_table('media_tag',
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_media_tag_media_id')),
    sa.PrimaryKeyConstraint('media_id', 'name', name=op.f('pk_media_tag'))
    )
    op.create_table('room',
    sa.Column('media_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('join_url', sa.String(length=2000), nullable=False),
    sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_room_media_id')),
    sa.PrimaryKeyConstraint('media_id', name=op.f('pk_room'))
    )
    with op.batch_alter_table('guest_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('media_file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_media_file_checked_at'), ['checked_at'], unique=False)

    with op.batch_alter_table('module', schema=None) as batch_op:
        batch_op.add_column(sa.Column('permits', sa.String(length=10), server_default='role', nullable=False))
        batch_op.add_column(sa.Column('default_clicks', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('most_clicks', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('default_days', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('most_days', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_module_permits'), "permits IN ('role', 'named')")

    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('oidc_subject', sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column('language', sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column('timezone', sa.String(length=60), nullable=True))
        batch_op.create_index('ix_user_account_oidc_subject', ['oidc_subject'], unique=True)
    # Not in a batch: there SQLite would build the table again, but rows of other tables refer to it.
    op.drop_column('user_account', 'session_epoch')



def downgrade() -> None:
    op.add_column('user_account', sa.Column('session_epoch', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.drop_index('ix_user_account_oidc_subject')
        batch_op.drop_column('timezone')
        batch_op.drop_column('language')
        batch_op.drop_column('oidc_subject')

    with op.batch_alter_table('module', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_module_permits'), type_='check')
        batch_op.drop_column('most_days')
        batch_op.drop_column('default_days')
        batch_op.drop_column('most_clicks')
        batch_op.drop_column('default_clicks')
        batch_op.drop_column('permits')

    with op.batch_alter_table('media_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_media_file_checked_at'))
        batch_op.drop_column('checked_at')

    with op.batch_alter_table('guest_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_guest_entry_due_erasure', postgresql_where=sa.text('erased_at IS NULL'), sqlite_where=sa.text('erased_at IS NULL'))
        batch_op.drop_column('erased_at')

    op.drop_index('ix_guest_link_may_need_group', 'guest_link', postgresql_where=sa.text('deleted_at IS NULL AND access_on'), sqlite_where=sa.text('deleted_at IS NULL AND access_on'))
    op.drop_table('room')
    op.drop_table('media_tag')
    with op.batch_alter_table('media_like', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_media_like_user_id'))

    op.drop_table('media_like')
    op.drop_table('live_session')
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_session_user_id'))

    op.drop_table('user_session')
    with op.batch_alter_table('user_group_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_group_member_user_id'))

    op.drop_table('user_group_member')
    op.drop_table('permitted_user')
    op.drop_table('permitted_group')
    op.drop_table('user_group')
