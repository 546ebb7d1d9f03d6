"""A variable with a typing mistake is named, because nobody reads it (contract 11.7)."""

from pathlib import Path

import pytest

from models.config.settings import Settings
from models.config.unknown_settings import unknown_settings


def test_all_settings_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"GUESTLINK_{name.upper()}", "x")
    for name in ("SECRET_KEY_FILE", "FORMER_KEYS_FILE", "OIDC_CLIENT_SECRET_FILE"):
        monkeypatch.setenv(f"GUESTLINK_{name}", "x")
    assert unknown_settings() == []


def test_those_of_docker_compose_and_of_tests_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "PARENT_PIPE", "TEST_POSTGRESQL", "PROOF_SCALE", "AUDIT"):
        monkeypatch.setenv(f"GUESTLINK_{name}", "x")
    monkeypatch.setenv("OTHER_RETENTION_DAY", "x")
    assert unknown_settings() == []


def test_what_is_no_setting_is_named_wherever_it_stands(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(environment)
    (environment / ".env").write_text("GUESTLINK_RETENTION_DAY=30\nguestlink_data=x\n")
    # Only secrets can be in files.
    monkeypatch.setenv("GUESTLINK_TIMEZONE_FILE", "x")
    assert unknown_settings() == ["GUESTLINK_RETENTION_DAY", "GUESTLINK_TIMEZONE_FILE"]
