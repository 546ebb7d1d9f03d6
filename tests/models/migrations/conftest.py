"""A migrated database, and migrations that a test adds."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.migrations import upgrading
from models.site import founding
from tests.vocabulary.maker import NOW

HEAD = """\
import sqlalchemy as sa
from alembic import op
from models.migrations.steps import create_index, create_trigram_index, update_in_batches

revision, down_revision, branch_labels, depends_on = '9999', '{before}', None, None
links = sa.table('guest_link', sa.column('id', sa.Integer), sa.column('name', sa.String))

def upgrade():
"""

AddMigration = Callable[..., None]


@pytest.fixture
def bind(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    founding.migrate(empty, now=NOW)
    monkeypatch.setattr(upgrading, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(upgrading, "LIMITS", upgrading.LIMITS.replace(upgrading.LOCK_TIMEOUT, "50ms"))
    return empty


@pytest.fixture
def add_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AddMigration:
    """Adds the migration 9999, which does these lines."""
    folder = tmp_path / "migrations"
    shutil.copytree(upgrading.FOLDER, folder)
    monkeypatch.setattr(upgrading, "FOLDER", folder)
    before = founding.newest_version()

    def add(*lines: str) -> None:
        body = "".join(f"    {line}\n" for line in lines)
        (folder / "versions" / "9999_new.py").write_text(HEAD.format(before=before) + body)

    return add
