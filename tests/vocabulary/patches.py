"""Changes for one test: the calls of a function are recorded, or the disk is full."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from models.config.settings import settings


def record_calls(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> list[tuple[Any, ...]]:
    """The positional arguments of every call of this function, oldest first; the function still does its work.

    `owner` is its module, class or object. A method is recorded with its `self`.
    """
    calls: list[tuple[Any, ...]] = []
    function = getattr(owner, name)

    def recorded(*arguments: Any, **named: Any) -> Any:
        calls.append(arguments)
        return function(*arguments, **named)

    monkeypatch.setattr(owner, name, recorded)
    return calls


def fill_disk(monkeypatch: pytest.MonkeyPatch, *, free: int = 0) -> None:
    """Every disk says that it has only so many bytes left."""
    full = shutil.disk_usage("/")._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: full)


def fill_disk_of(monkeypatch: pytest.MonkeyPatch, name: str, *, free: int = 0) -> None:
    """Only the disk of the folder with this name is full."""
    roomy = shutil.disk_usage("/")._replace(free=10**12)
    full, folder = roomy._replace(free=free), {"data": settings().data, "media": settings().media_folder}[name]
    monkeypatch.setattr(shutil, "disk_usage", lambda asked: full if asked == folder else roomy)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """In the block this process cannot make a file larger than so many bytes: its writes fail as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
