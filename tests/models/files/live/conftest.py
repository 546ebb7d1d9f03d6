"""The folder of a stream."""

from pathlib import Path

import pytest

from models.config.settings import settings


@pytest.fixture
def folder() -> Path:
    made = settings().live_folder / "board"
    made.mkdir(parents=True)
    return made
