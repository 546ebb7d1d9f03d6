"""Secrets may be given by value, or in a file that GUESTLINK_<NAME>_FILE names (contract 7.26)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from models.errors import Misconfigured

EXAMPLE = "/run/secrets/guestlink"
# In characters, for secrets that sign something.
MIN_SECRET_LENGTH = 32


@dataclass(frozen=True)
class MayBeInFile:
    """Marks a setting that GUESTLINK_<NAME>_FILE may give. A list has one entry on each line, and may be empty."""

    is_list: bool = False


Secret = Annotated[str, MayBeInFile()]


class SecretFiles(PydanticBaseSettingsSource):
    """The settings that stand in files. `variables` are those of the environment and of .env, in small letters."""

    def __init__(self, settings_class: type[BaseSettings], variables: Mapping[str, str | None]) -> None:
        super().__init__(settings_class)
        self.variables = variables

    def __call__(self) -> dict[str, Any]:
        """Raises Misconfigured."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{self.config.get('env_prefix', '')}{field_name}_file"
        file = (self.variables.get(variable.lower()) or "").strip()
        marks = [mark for mark in field.metadata if isinstance(mark, MayBeInFile)]
        if not marks or not file:
            return None, field_name, False
        is_list = marks[0].is_list
        secret = read_secret(Path(file), variable.upper(), may_be_empty=is_list)
        return secret.splitlines() if is_list else secret, field_name, False


def read_secret(file: Path, variable: str | None, *, may_be_empty: bool = False) -> str:
    """The text of the file, without spaces at its ends. Raises Misconfigured, naming the variable, or the file if no
    variable names it.

    An empty file is refused: its secret was lost, and without it the site would take a default and become another one.
    """
    # The name of a file that a variable names is not quoted: somebody may have put the secret itself there.
    wanted, example = (f"{variable} must name", f", like {EXAMPLE}") if variable else (f"{file} must be", "")
    try:
        secret = _text(file.read_bytes()).strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8: save it as that"
        raise Misconfigured(f"{wanted} a file that can be read{example} ({reason})") from None
    if not (secret or may_be_empty):
        raise Misconfigured(f"{wanted} a file that is not empty{example}")
    return secret


def _text(content: bytes) -> str:
    """Raises ValueError for anything but UTF-8. Programs on Windows write UTF-16, or a mark before the text that nobody
    sees."""
    if b"\0" in content:
        raise ValueError
    return content.decode("utf-8-sig")
