"""The first tables.

Revision: 0001
Revises: 
"""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('maintenance_run',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('successes', sa.BigInteger(), nullable=False),
    sa.Column('last_success_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rows_done', sa.BigInteger(), nullable=False),
    sa.Column('backlog', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(length=500), nullable=True),
    sa.Column('last_error_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_maintenance_run'))
    )
    op.create_table('module',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('minimal_role', sa.String(length=20), nullable=False),
    sa.CheckConstraint("minimal_role IN ('viewer', 'contributor', 'admin')", name=op.f('ck_module_minimal_role')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_module'))
    )
    op.create_table('site',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key_fingerprint', sa.String(length=64), nullable=False),
    sa.Column('setup_hash', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_site_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site'))
    )
    op.create_table('user_account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('session_epoch', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('viewer', 'contributor', 'admin')", name=op.f('ck_user_account_role')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_account')),
    sa.UniqueConstraint('email', name=op.f('uq_user_account_email'))
    )
    op.create_table('media_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('description', sa.String(length=5000), nullable=False),
    sa.Column('visibility', sa.String(length=20), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('missing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('guest_access', sa.Boolean(), nullable=False),
    sa.Column('access_epoch', sa.Integer(), nullable=False),
    sa.Column('past_views', sa.Integer(), nullable=False),
    sa.Column('past_plays', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind <> 'channel_room' OR NOT guest_access", name=op.f('ck_media_item_channel_rooms_have_no_guests')),
    sa.CheckConstraint("kind IN ('video', 'live', 'room', 'channel_room')", name=op.f('ck_media_item_kind')),
    sa.CheckConstraint("visibility IN ('private', 'site')", name=op.f('ck_media_item_visibility')),
    sa.ForeignKeyConstraint(['owner_id'], ['user_account.id'], name=op.f('fk_media_item_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_media_item'))
    )
    with op.batch_alter_table('media_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_media_item_owner_id'), ['owner_id'], unique=False)

    op.create_table('guest_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('token_salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('click_limit', sa.Integer(), nullable=True),
    sa.Column('clicks', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('access_on', sa.Boolean(), nullable=False),
    sa.Column('access_epoch', sa.Integer(), nullable=False),
    sa.Column('media_available', sa.Boolean(), nullable=False),
    sa.Column('expiry_recorded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('limit_recorded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(slot IS NULL) = (deleted_at IS NOT NULL)', name=op.f('ck_guest_link_deleting_frees_the_slot')),
    sa.CheckConstraint('click_limit BETWEEN 1 AND 1000000', name=op.f('ck_guest_link_click_limit')),
    sa.CheckConstraint('clicks >= 0 AND (click_limit IS NULL OR clicks <= click_limit)', name=op.f('ck_guest_link_clicks')),
    sa.CheckConstraint('slot BETWEEN 1 AND 3', name=op.f('ck_guest_link_slot')),
    sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_guest_link_media_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guest_link')),
    sa.UniqueConstraint('media_id', 'slot', name=op.f('uq_guest_link_media_id_slot')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_guest_link_token_hash'))
    )
    with op.batch_alter_table('guest_link', schema=None) as batch_op:
        batch_op.create_index('ix_guest_link_due_expiry', ['expires_at'], unique=False, postgresql_where=sa.text('expiry_recorded_at IS NULL AND deleted_at IS NULL'), sqlite_where=sa.text('expiry_recorded_at IS NULL AND deleted_at IS NULL'))
        batch_op.create_index('ix_guest_link_due_limit', ['id'], unique=False, postgresql_where=sa.text('limit_recorded_at IS NULL AND deleted_at IS NULL AND clicks >= click_limit'), sqlite_where=sa.text('limit_recorded_at IS NULL AND deleted_at IS NULL AND clicks >= click_limit'))

    op.create_table('media_collaborator',
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_media_collaborator_media_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_media_collaborator_user_id')),
    sa.PrimaryKeyConstraint('media_id', 'user_id', name=op.f('pk_media_collaborator'))
    )
    with op.batch_alter_table('media_collaborator', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_media_collaborator_user_id'), ['user_id'], unique=False)

    op.create_table('media_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('stored_name', sa.String(length=80), nullable=False),
    sa.Column('content_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('duration_seconds', sa.Double(), nullable=True),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("role IN ('video', 'poster', 'captions')", name=op.f('ck_media_file_role')),
    sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_media_file_media_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_media_file')),
    sa.UniqueConstraint('media_id', 'role', 'language', name=op.f('uq_media_file_media_id_role_language')),
    sa.UniqueConstraint('stored_name', name=op.f('uq_media_file_stored_name'))
    )
    op.create_table('guest_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('click_limit', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=100), nullable=True),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint('ordinal >= 1 AND (click_limit IS NULL OR ordinal <= click_limit)', name=op.f('ck_guest_entry_ordinal')),
    sa.ForeignKeyConstraint(['link_id'], ['guest_link.id'], name=op.f('fk_guest_entry_link_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guest_entry')),
    sa.UniqueConstraint('form_hash', name=op.f('uq_guest_entry_form_hash')),
    sa.UniqueConstraint('link_id', 'ordinal', name=op.f('uq_guest_entry_link_id_ordinal'))
    )
    op.create_table('guest_group',
    sa.Column('link_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['guest_link.id'], name=op.f('fk_guest_group_link_id')),
    sa.PrimaryKeyConstraint('link_id', name=op.f('pk_guest_group'))
    )
    op.create_table('workflow',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event', sa.String(length=20), nullable=False),
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=True),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('open', 'done', 'failed')", name=op.f('ck_workflow_state')),
    sa.ForeignKeyConstraint(['link_id'], ['guest_link.id'], name=op.f('fk_workflow_link_id')),
    sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_workflow_media_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workflow'))
    )
    with op.batch_alter_table('workflow', schema=None) as batch_op:
        batch_op.create_index('ix_workflow_due', ['due_at'], unique=False, postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'"))
        batch_op.create_index(batch_op.f('ix_workflow_media_id'), ['media_id'], unique=False)

    op.create_table('guest_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('last_load_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['guest_entry.id'], name=op.f('fk_guest_session_entry_id')),
    sa.ForeignKeyConstraint(['link_id'], ['guest_link.id'], name=op.f('fk_guest_session_link_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guest_session')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_guest_session_entry_id')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_guest_session_secret_hash'))
    )
    with op.batch_alter_table('guest_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guest_session_link_id'), ['link_id'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('workflow_id', sa.Integer(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.String(length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['link_id'], ['guest_link.id'], name=op.f('fk_notice_link_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_notice_user_id')),
    sa.ForeignKeyConstraint(['workflow_id'], ['workflow.id'], name=op.f('fk_notice_workflow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('workflow_id', name=op.f('uq_notice_workflow_id'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_user_id'), ['user_id'], unique=False)

    op.create_table('workflow_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workflow_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=500), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f('ck_workflow_step_state')),
    sa.ForeignKeyConstraint(['workflow_id'], ['workflow.id'], name=op.f('fk_workflow_step_workflow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workflow_step')),
    sa.UniqueConstraint('workflow_id', 'position', name=op.f('uq_workflow_step_workflow_id_position'))
    )
    op.create_table('guest_membership',
    sa.Column('session_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['guest_group.link_id'], name=op.f('fk_guest_membership_link_id')),
    sa.ForeignKeyConstraint(['session_id'], ['guest_session.id'], name=op.f('fk_guest_membership_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_guest_membership'))
    )
    with op.batch_alter_table('guest_membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guest_membership_link_id'), ['link_id'], unique=False)

    op.create_table('visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('played_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['media_id'], ['media_item.id'], name=op.f('fk_visit_media_id')),
    sa.ForeignKeyConstraint(['session_id'], ['guest_session.id'], name=op.f('fk_visit_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit')),
    sa.UniqueConstraint('key', name=op.f('uq_visit_key'))
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_media_id'), ['media_id'], unique=False)
        batch_op.create_index('ix_visit_open', ['last_seen_at'], unique=False, postgresql_where=sa.text('ended_at IS NULL'), sqlite_where=sa.text('ended_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_visit_session_id'), ['session_id'], unique=False)

    # A new site has both modules on and contributors permitted (contract 2.1, 2.3).
    op.execute(
        "INSERT INTO module (name, enabled, minimal_role) VALUES "
        "('Invitetomedia', true, 'contributor'), ('Theming/mediapage', true, 'contributor')"
    )


def downgrade() -> None:
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_session_id'))
        batch_op.drop_index('ix_visit_open', postgresql_where=sa.text('ended_at IS NULL'), sqlite_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_visit_media_id'))

    op.drop_table('visit')
    with op.batch_alter_table('guest_membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guest_membership_link_id'))

    op.drop_table('guest_membership')
    op.drop_table('workflow_step')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_user_id'))

    op.drop_table('notice')
    with op.batch_alter_table('guest_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guest_session_link_id'))

    op.drop_table('guest_session')
    with op.batch_alter_table('workflow', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_workflow_media_id'))
        batch_op.drop_index('ix_workflow_due', postgresql_where=sa.text("state = 'open'"), sqlite_where=sa.text("state = 'open'"))

    op.drop_table('workflow')
    op.drop_table('guest_group')
    op.drop_table('guest_entry')
    op.drop_table('media_file')
    with op.batch_alter_table('media_collaborator', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_media_collaborator_user_id'))

    op.drop_table('media_collaborator')
    with op.batch_alter_table('guest_link', schema=None) as batch_op:
        batch_op.drop_index('ix_guest_link_due_limit', postgresql_where=sa.text('limit_recorded_at IS NULL AND deleted_at IS NULL AND clicks >= click_limit'), sqlite_where=sa.text('limit_recorded_at IS NULL AND deleted_at IS NULL AND clicks >= click_limit'))
        batch_op.drop_index('ix_guest_link_due_expiry', postgresql_where=sa.text('expiry_recorded_at IS NULL AND deleted_at IS NULL'), sqlite_where=sa.text('expiry_recorded_at IS NULL AND deleted_at IS NULL'))

    op.drop_table('guest_link')
    with op.batch_alter_table('media_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_media_item_owner_id'))

    op.drop_table('media_item')
    op.drop_table('user_account')
    op.drop_table('site')
    op.drop_table('module')
    op.drop_table('maintenance_run')
