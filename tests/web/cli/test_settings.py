"""Settings: `guestlink settings` and README.md list all, and an unusable one is refused (contract 7.25, 7.28)."""

import re

import pytest
import uvicorn

from models.config.settings import Settings
from tests.conftest import forget
from tests.vocabulary.server import ROOT
from tests.web.cli.conftest import Run

SECRETS = {"DATABASE_URL", "BROKER_URL", "S3_KEY_ID", "S3_SECRET", "JITSI_SECRET", "OIDC_CLIENT_SECRET"}
SECRETS |= {"RATE_LIMIT_URL", "SECRET_KEY", "FORMER_KEYS"}


def test_every_setting_is_listed_with_its_meaning(run: Run) -> None:
    listed = run("settings", "--json").document
    assert {each["name"] for each in listed} == {f"GUESTLINK_{name.upper()}" for name in Settings.model_fields}
    assert len({each["meaning"] for each in listed} - {""}) == len(listed)
    assert {each["name"]: each["default"] for each in listed}["GUESTLINK_RETENTION_DAYS"] == "90"


def test_each_secret_may_be_in_a_file(run: Run) -> None:
    files = {each["file"] for each in run("settings", "--json").document if each["file"]}
    assert files == {f"GUESTLINK_{name}_FILE" for name in SECRETS}


def test_without_json_each_setting_is_printed_with_its_meaning(run: Run) -> None:
    printed = run("settings").out
    assert "GUESTLINK_RETENTION_DAYS (default: 90)\n    How many days" in printed
    assert "GUESTLINK_SECRET_KEY or GUESTLINK_SECRET_KEY_FILE\n" in printed


def test_the_table_of_the_readme_is_what_the_command_prints(run: Run) -> None:
    printed = run("settings", "--markdown").out
    readme = (ROOT / "README.md").read_text()
    shown = re.findall(
        r"<!-- settings: made by guestlink settings --markdown -->\n(.*?)<!-- end -->", readme, re.DOTALL
    )
    assert [table.strip() for table in shown] == [printed.strip()]


UNUSABLE = {
    "GUESTLINK_SECRET_KEY": "another key, long enough to be one",
    "GUESTLINK_SECRET_KEY_FILE": "/no",
    "GUESTLINK_DATA": "/dev/null/x",
    "GUESTLINK_DATABASE_URL": "nonsense",
    "GUESTLINK_BROKER_URL": "http://x",
    "GUESTLINK_BASE_URL": "https://",
    "GUESTLINK_WEB_URL": "web:8000",
    "GUESTLINK_NGINX_URL": "http://nginx:8080/healthz",
    "GUESTLINK_BIND": "x",
    "GUESTLINK_TRUSTED_HOPS": "many",
    "GUESTLINK_RATE_LIMIT_URL": "redis://127.0.0.1:port/0",
    "GUESTLINK_SESSION_DAYS": "0",
    "GUESTLINK_TIMEZONE": "Mars/Olympus",
    "GUESTLINK_OIDC_ISSUER": "nonsense",
    "GUESTLINK_S3_BUCKET": "without-a-key",
    "GUESTLINK_S3_ENDPOINT": "https://of-no-bucket.example",
    "GUESTLINK_S3_REGION": "!!",
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_unusable_setting_is_refused_at_the_start_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, UNUSABLE[name])
    if name == "GUESTLINK_DATA":
        monkeypatch.delenv("GUESTLINK_DATABASE_URL")
    forget()
    monkeypatch.setattr(uvicorn, "run", lambda *_args, **_named: pytest.fail("it started"))
    refusal = run("web").refused()
    assert name != "GUESTLINK_SECRET_KEY" or UNUSABLE[name] not in refusal


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "BROKER_URL"])
def test_an_empty_secret_file_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"GUESTLINK_{name}_FILE", "/dev/null")
    forget()
    assert run("doctor").refused().startswith(f"GUESTLINK_{name}_FILE must name a file that is not empty, like ")
