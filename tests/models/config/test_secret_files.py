"""A secret may stand in a file, which the environment or `.env` names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.config.secret_files import MayBeInFile
from models.config.settings import Settings, settings
from models.errors import Misconfigured
from tests.conftest import forget

SECRETS = [
    "database_url",
    "broker_url",
    "rate_limit_url",
    "s3_key_id",
    "s3_secret",
    "oidc_client_secret",
    "jitsi_secret",
    "secret_key",
    "former_keys",
]
Write = Callable[[str], Path]


@pytest.fixture
def write(environment: Path) -> Write:
    def write(text: str) -> Path:
        file = environment / "secret"
        file.write_text(text)
        return file

    return write


def test_these_settings_may_be_in_a_file() -> None:
    fields = Settings.model_fields.items()
    marked = {name for name, field in fields if any(isinstance(mark, MayBeInFile) for mark in field.metadata)}
    assert marked == set(SECRETS)


def test_the_file_that_the_environment_names_wins_over_the_value(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", "by value")
    monkeypatch.setenv("GUESTLINK_SECRET_KEY_FILE", str(write(" from a file\n")))
    forget()
    assert settings().secret_key == "from a file"


def test_a_mark_that_a_program_has_written_before_the_text_does_not_count(
    monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    file = write("")
    file.write_bytes("a key\r\n".encode("utf-8-sig"))
    monkeypatch.setenv("GUESTLINK_SECRET_KEY_FILE", str(file))
    monkeypatch.setenv("GUESTLINK_FORMER_KEYS_FILE", str(file))
    forget()
    assert (settings().secret_key, settings().former_keys) == ("a key", ("a key",))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_text_in_another_encoding_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, write: Write, encoding: str
) -> None:
    file = write("")
    file.write_bytes("clé de la maison".encode(encoding))
    monkeypatch.setenv("GUESTLINK_SECRET_KEY_FILE", str(file))
    forget()
    with pytest.raises(Misconfigured, match="it is not text in UTF-8: save it as that"):
        settings()


def test_dotenv_names_a_file_too_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, environment: Path, write: Write
) -> None:
    environment.joinpath("named by dotenv").write_text("of dotenv")
    environment.joinpath(".env").write_text("guestlink_secret_key_file='named by dotenv'")
    forget()
    assert settings().secret_key == "of dotenv"
    monkeypatch.setenv("GUESTLINK_SECRET_KEY_FILE", str(write("of the environment")))
    forget()
    assert settings().secret_key == "of the environment"


def test_a_list_has_one_entry_on_each_line_of_its_file_and_may_be_empty(
    monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    monkeypatch.setenv("GUESTLINK_FORMER_KEYS_FILE", str(write("a, b\nc\n")))
    forget()
    assert settings().former_keys == ("a, b", "c")
    write("\n")
    forget()
    assert settings().former_keys == ()


@pytest.mark.parametrize("name", SECRETS)
def test_a_file_that_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch, write: Write, name: str) -> None:
    file = write("")
    file.write_bytes(b"\xff")
    for unreadable in (file, file.parent, file.parent / "nowhere"):
        monkeypatch.setenv(f"GUESTLINK_{name.upper()}_FILE", str(unreadable))
        forget()
        with pytest.raises(Misconfigured) as refused:
            settings()
        assert str(refused.value).startswith(f"GUESTLINK_{name.upper()}_FILE must name a file that can be read, like ")


@pytest.mark.parametrize("name", sorted(set(SECRETS) - {"former_keys"}))
def test_an_empty_file_is_refused(monkeypatch: pytest.MonkeyPatch, write: Write, name: str) -> None:
    monkeypatch.setenv(f"GUESTLINK_{name.upper()}_FILE", str(write(" \n")))
    forget()
    with pytest.raises(Misconfigured) as refused:
        settings()
    assert str(refused.value).startswith(f"GUESTLINK_{name.upper()}_FILE must name a file that is not empty, like ")


def test_no_other_setting_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    monkeypatch.setenv("GUESTLINK_TIMEZONE_FILE", str(write("Europe/Berlin")))
    forget()
    assert settings().timezone == "UTC"
