"""An unusable setting is refused in a sentence of our own: its variable, what its value has to be, and an example
(contract 7.35)."""

import re
from pathlib import Path

import click
import pytest

from models.config.settings import Settings, settings
from models.errors import Misconfigured
from models.plumbing import database, keys
from tests.conftest import KEY, forget
from web.cli.tree.up import _data_folder

NUMBERS = {
    "TRUSTED_HOPS": "must be a whole number from 0 to 10, like 0",
    "SESSION_DAYS": "must be a whole number from 1 to 3650, like 30",
    "RETENTION_DAYS": "must be a whole number from 1 to 3650, like 90",
    "AUDIT_DAYS": "must be a whole number from 30 to 36500, like 730",
    "UPLOAD_BYTES": "must be a whole number, 1 or more, like 8589934592",
}
SWITCHES = ("RATE_LIMIT", "ACCEL", "HSTS_SUBDOMAINS", "OIDC_TRUST_EMAILS", "PASSWORD_FORM", "KEEP_ORIGINALS")
# For each other setting that not every text fits: one that does not.
TEXTS = {
    "DATA": "/dev/null/folder",
    "DATABASE_URL": "mysql://u:hush@h/x",
    "BROKER_URL": "http://u:hush@h/x",
    "BASE_URL": "media.example.org/path",
    "WEB_URL": "web:8000",
    "NGINX_URL": "nginx:8080",
    "BIND": "8000",
    "METRICS_FROM": "10.0.0.0/99",
    "RATE_LIMIT_URL": "redis://h:port/0",
    "TIMEZONE": "Mars/Olympus",
    "SECRET_KEY": "hush",
    "FORMER_KEYS": "hush",
    "S3_BUCKET": "No Bucket",
    "S3_ENDPOINT": "ftp://s3.example.org",
    "S3_REGION": "!!",
    "S3_PREFIX": "../x",
    "OIDC_ISSUER": "login.example.org",
    "JITSI_HOST": "https://meet.example.org",
    "JITSI_SECRET": "hush",
    "PRIVATE_HOSTS": "10.0.0.0/99",
}
# Every text fits these.
ANY = {"S3_KEY_ID", "S3_SECRET", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_GROUPS_CLAIM"}
ANY |= {"OIDC_ADMIN_GROUPS", "OIDC_CONTRIBUTOR_GROUPS", "JITSI_APP_ID"}
OUT_OF_RANGE = {"TRUSTED_HOPS": "11", "SESSION_DAYS": "3651", "RETENTION_DAYS": "0", "AUDIT_DAYS": "29"}
OUT_OF_RANGE |= {"UPLOAD_BYTES": "0"}
BAD = [(name, value) for name in NUMBERS for value in ("many", "1.5", "-1", OUT_OF_RANGE[name])]
BAD += [(name, "9" * 5000) for name in NUMBERS]
BAD += [(name, value) for name in SWITCHES for value in ("yes", "ON", "1")]
BAD += list(TEXTS.items())


def refusal(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(f"GUESTLINK_{name}", value)
    forget()
    with pytest.raises(Misconfigured) as refused:
        use_settings()
    return str(refused.value)


def use_settings() -> None:
    """What reads them, and checks what is in them."""
    settings()
    keys.ring()
    database.engine()


def test_every_setting_is_tried_here() -> None:
    assert NUMBERS.keys() | set(SWITCHES) | TEXTS.keys() | ANY == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda text: text[:20])
def test_a_bad_value_is_refused_with_its_kind_and_an_example(
    environment: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    refused = refusal(monkeypatch, name, value)
    assert re.match(rf"(each of )?GUESTLINK_{name} must (be|have|name) ", refused)
    assert "\n" not in refused
    assert "Input" not in refused
    assert "hush" not in refused
    if name in NUMBERS:
        assert refused == f"GUESTLINK_{name} {NUMBERS[name]}"
    elif name in SWITCHES:
        assert refused == f"GUESTLINK_{name} must be on or off"
    else:
        assert re.search(r"like \S|at least 32 characters", refused)


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b""])
def test_a_file_that_cannot_be_used_is_refused_without_its_name(
    environment: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    """Somebody may have put the secret itself where its file's name belongs."""
    file = environment / "hush"
    if content is not None:
        file.write_bytes(content)
    refused = refusal(monkeypatch, "SECRET_KEY_FILE", str(file))
    assert re.match(r"GUESTLINK_SECRET_KEY_FILE must name a file that .*, like /run/secrets/guestlink", refused)
    assert "hush" not in refused


def folder_refusal(monkeypatch: pytest.MonkeyPatch, value: str) -> str:
    """To `up`, and to every other command."""
    refused = refusal(monkeypatch, "DATA", value)
    with pytest.raises(click.ClickException) as to_up:
        _data_folder()
    assert to_up.value.message == refused
    return refused


@pytest.mark.parametrize("value", ['"/srv/x"', "'/srv/x'", '"/srv/x"\r'])
def test_a_data_folder_in_quotes_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert folder_refusal(monkeypatch, value).endswith("must be a folder without quotes around it, like /srv/guestlink")


def test_a_home_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder_refusal(monkeypatch, "~nobody-of-this-name/x").endswith("No home folder is known for its ~")


@pytest.mark.parametrize("name", ["gone", "gone/site"])
def test_a_link_that_leads_nowhere_is_no_missing_folder(
    environment: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As that of a disk that is not mounted."""
    (environment / "gone").symlink_to(environment / "unmounted")
    assert folder_refusal(monkeypatch, str(environment / name)).endswith("/gone is a link to what is not there")


@pytest.mark.parametrize("blank", ["", " ", "\t\r", "\u00a0"])
def test_white_space_is_no_part_of_a_value_and_alone_is_none(
    environment: Path, monkeypatch: pytest.MonkeyPatch, blank: str
) -> None:
    monkeypatch.delenv("GUESTLINK_SECRET_KEY")
    for name in ("DATA", "SESSION_DAYS", "ACCEL", "OIDC_NAME", "SECRET_KEY", "BIND", "FORMER_KEYS"):
        monkeypatch.setenv(f"GUESTLINK_{name}", blank)
    forget()
    unset = settings()
    assert (unset.data, unset.session_days, unset.oidc_name) == (environment / "var", 30, "OpenID Connect")
    with pytest.raises(Misconfigured, match=r"GUESTLINK_SECRET_KEY or .* must be set"):
        keys.ring()
    monkeypatch.setenv("GUESTLINK_DATA", f"{blank}{environment}/x{blank}")
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", f"{KEY}{blank}")
    forget()
    assert (settings().data, settings().secret_key, _data_folder()) == (environment / "x", KEY, environment / "x")


def test_a_missing_data_folder_is_no_fault_and_a_file_in_its_place_is(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUESTLINK_DATA", str(environment / "new" / "folder"))
    forget()
    assert settings().data == environment / "new" / "folder"
    (environment / "new").write_text("")
    assert refusal(monkeypatch, "DATA", str(environment / "new" / "folder")).endswith(f"{environment}/new is a file")
