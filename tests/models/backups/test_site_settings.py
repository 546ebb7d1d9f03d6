"""A backup carries what the operator has chosen, and nothing of the machine (contract 11.19)."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from models.backups.site_settings import OF_MACHINE, as_env_file, chosen_settings, names_of_other_values
from models.config.settings import Settings, settings
from tests.conftest import forget


def test_of_a_site_without_chosen_settings_there_are_none(environment: Path) -> None:
    assert chosen_settings(settings()) == {}


def test_what_was_chosen_is_kept_and_what_belongs_to_the_machine_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {
        "GUESTLINK_BASE_URL": "https://media.example.org",
        "GUESTLINK_RETENTION_DAYS": "7",
        "GUESTLINK_OIDC_ISSUER": "https://login.example.org",
        "GUESTLINK_OIDC_CLIENT_ID": "guestlink",
        "GUESTLINK_OIDC_CLIENT_SECRET": "a secret",
    }
    of_machine = {
        "GUESTLINK_BIND": "127.0.0.1:9000",
        "GUESTLINK_RATE_LIMIT_URL": "redis://:hush@redis:6379/0",
        "GUESTLINK_WEB_URL": "http://web:8000",
        "GUESTLINK_NGINX_URL": "http://nginx:8080",
        "GUESTLINK_BROKER_URL": "amqp://guest:hush@rabbitmq//",
    }
    for name, value in (chosen | of_machine).items():
        monkeypatch.setenv(name, value)
    forget()
    assert chosen_settings(settings()) == chosen


def test_a_setting_of_the_machine_is_a_setting() -> None:
    assert set(Settings.model_fields) > OF_MACHINE


@pytest.mark.parametrize(
    "value", ["plain", "with spaces", "it's", "a\\b", "$HOME ${X}", "# no comment", '"quoted"', "é"]
)
def test_the_file_says_what_was_chosen(tmp_path: Path, value: str) -> None:
    file = tmp_path / "settings.env"
    file.write_text(as_env_file({"GUESTLINK_OIDC_NAME": value}))
    assert dotenv_values(file, interpolate=False) == {"GUESTLINK_OIDC_NAME": value}


def test_a_name_that_is_none_of_ours_is_not_written() -> None:
    assert as_env_file({"PATH": "x", "GUESTLINK_X\nPATH": "x", "guestlink_x": "x"}) == ""


def test_the_names_of_settings_that_differ_are_sorted() -> None:
    assert names_of_other_values({"B": "1", "A": "1", "C": "1"}, {"C": "1", "A": "2", "D": "1"}) == ["A", "B", "D"]
