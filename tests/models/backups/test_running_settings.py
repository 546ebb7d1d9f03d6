"""A backup holds the settings that the site runs with, also if its own shell has others (contract 11.63)."""

import json
from pathlib import Path

import pytest

from models.backups.running_settings import FILE, SiteSettings, record_settings, settings_of_site
from models.config.settings import settings
from models.errors import CannotBackUp
from tests.conftest import forget
from tests.models.backups.backing_up import back_up
from tests.vocabulary.maker import Maker

OF_SITE = {
    "GUESTLINK_BASE_URL": "https://media.example.org",
    "GUESTLINK_RETENTION_DAYS": "7",
    "GUESTLINK_OIDC_ISSUER": "https://login.example.org",
    "GUESTLINK_OIDC_CLIENT_ID": "guestlink",
}
SECRET = "GUESTLINK_OIDC_CLIENT_SECRET"


@pytest.fixture
def _site_has_run(environment: Path) -> None:
    with pytest.MonkeyPatch.context() as of_site:
        for name, value in (OF_SITE | {SECRET: "hush"}).items():
            of_site.setenv(name, value)
        forget()
        record_settings(settings())
    forget()


@pytest.mark.usefixtures("_site_has_run")
def test_a_backup_holds_what_the_site_runs_with(maker: Maker, target: Path) -> None:
    made = back_up(maker, target)
    assert made.label.settings == OF_SITE
    assert made.label.retention_days == 7
    assert made.settings == SiteSettings(OF_SITE, [SECRET], are_recorded=True)


@pytest.mark.usefixtures("_site_has_run")
def test_a_secret_that_the_command_was_given_is_in_it(
    maker: Maker, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (OF_SITE | {SECRET: "hush", "GUESTLINK_TIMEZONE": "Europe/Berlin"}).items():
        monkeypatch.setenv(name, value)
    forget()
    made = back_up(maker, target)
    assert made.label.settings == OF_SITE | {SECRET: "hush"}
    assert made.settings.unknown == []


@pytest.mark.usefixtures("_site_has_run")
def test_no_secret_is_recorded_and_only_its_user_can_read_the_file() -> None:
    file = settings().data / FILE
    assert "hush" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert [each.name for each in file.parent.glob(f"{FILE}*")] == [FILE]


def test_of_a_site_that_has_not_run_it_holds_those_of_the_command(
    maker: Maker, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUESTLINK_TIMEZONE", "Europe/Berlin")
    forget()
    made = back_up(maker, target)
    assert made.settings == SiteSettings({"GUESTLINK_TIMEZONE": "Europe/Berlin"}, [], are_recorded=False)


def test_media_in_a_bucket_that_the_command_does_not_know_are_not_left_out_silently(maker: Maker, target: Path) -> None:
    (settings().data / FILE).write_text(json.dumps({"GUESTLINK_S3_BUCKET": "media"}))
    with pytest.raises(CannotBackUp, match="another value of GUESTLINK_S3_BUCKET"):
        back_up(maker, target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("content", ["", "[]", "{", "\0"])
def test_a_record_that_cannot_be_read_counts_as_none(environment: Path, content: str) -> None:
    (settings().data / FILE).write_text(content)
    assert not settings_of_site(settings()).are_recorded


def test_a_disk_that_cannot_be_written_stops_nobody(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_DATA", str(environment / "missing"))
    forget()
    record_settings(settings())
    assert not (environment / "missing").exists()
