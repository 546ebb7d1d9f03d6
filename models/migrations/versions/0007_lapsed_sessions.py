"""An index for the sweep that removes lapsed guest sessions."""

from alembic import op

from models.migrations.steps import create_index

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index('ix_guest_session_last_load_at', 'guest_session', ['last_load_at'])


def downgrade() -> None:
    op.drop_index('ix_guest_session_last_load_at', 'guest_session')
