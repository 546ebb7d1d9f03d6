"""An index for the sweep that removes lapsed guest sessions."""

from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_guest_session_last_load_at', 'guest_session', ['last_load_at'])


def downgrade() -> None:
    op.drop_index('ix_guest_session_last_load_at', 'guest_session')
