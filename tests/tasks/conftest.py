"""The Celery app, with an embedded broker in the folder of the test."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.config.settings import settings

if TYPE_CHECKING:
    from celery import Celery


@pytest.fixture
def folder(environment: Path) -> Path:
    """The folder of the broker. It is the one that celeryconfig.py would name for this site."""
    return environment / "var" / "broker"


@pytest.fixture
def app(folder: Path, monkeypatch: pytest.MonkeyPatch) -> "Celery":
    """Imported late, because celeryconfig.py reads the settings when it is first imported in this process. The settings
    of the broker are those of this test, not of the first one."""
    from tasks import broker
    from tasks.app import app as tasks_app

    tasks_app.loader.import_default_modules()
    config = settings()
    assert config.broker_folder == folder
    monkeypatch.setitem(tasks_app.conf, "broker_url", broker.address(config))
    monkeypatch.setitem(tasks_app.conf, "broker_transport", broker.transport(config))
    monkeypatch.setitem(tasks_app.conf, "broker_transport_options", broker.transport_options(config))
    # Drops the connections of the test before, as Celery does in a new process.
    tasks_app._after_fork()
    assert "tasks.periodic" in sys.modules
    return tasks_app


@pytest.fixture
def waiting(folder: Path) -> "Waiting":
    return Waiting(folder / "messages")


class Waiting:
    """The messages that wait in the broker's folder."""

    def __init__(self, messages: Path) -> None:
        self.messages = messages

    def by_queue(self) -> Counter[str]:
        """The broker names its files `<id>.<queue>.msg`."""
        return Counter(file.name.split(".")[1] for file in self.messages.glob("*.msg"))
