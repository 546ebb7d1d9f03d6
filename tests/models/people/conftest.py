"""Passwords are hashed as the site hashes them, but cheaply."""

import pytest
from argon2 import PasswordHasher

from models.people import passwords


@pytest.fixture(autouse=True)
def _passwords_are_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = passwords._hasher.type
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=kind))
    passwords._nobodys_hash.cache_clear()
