"""The settings that the site runs with, as the web records them when it starts (contract 11.63).

A backup is made from another shell, which may have none of them.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.backups.site_settings import OF_MACHINE, chosen_settings
from models.config.secret_files import MayBeInFile
from models.config.settings import Settings
from models.errors import CannotBackUp
from models.plumbing.ownership import give_to_owner_of_folder

FILE = "web_settings.json"


@dataclass(frozen=True)
class SiteSettings:
    """`values` by the names of their variables. `unknown`: secrets that the site has and this process does not."""

    values: dict[str, str]
    unknown: list[str]
    # Otherwise the web has recorded none, and they are those of this process.
    are_recorded: bool


def record_settings(config: Settings) -> None:
    """Of secrets only the names: the operator decides where they are kept."""
    secret = _names_of_secrets(config)
    shown = {name: None if name in secret else value for name, value in chosen_settings(config).items()}
    # A site whose disk cannot be written serves what it can.
    with suppress(OSError):
        new_file = config.data / f"{FILE}.{os.getpid()}"
        descriptor = os.open(new_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(shown, file)
        give_to_owner_of_folder(new_file)
        new_file.replace(config.data / FILE)


def settings_of_site(config: Settings) -> SiteSettings:
    """Raises CannotBackUp if the media of the site are somewhere else than this process would look."""
    here = chosen_settings(config)
    recorded = _recorded(config.data / FILE)
    if recorded is None:
        return SiteSettings(here, [], are_recorded=False)
    for name in ("GUESTLINK_S3_BUCKET", "GUESTLINK_S3_ENDPOINT", "GUESTLINK_S3_PREFIX"):
        if recorded.get(name) != here.get(name):
            raise CannotBackUp(
                "The site runs with another value of %(name)s, so its media are somewhere else. Run this command with "
                "the settings of the site.",
                name=name,
            )
    secrets = [name for name, value in recorded.items() if value is None]
    values = {name: value for name, value in recorded.items() if value is not None}
    values |= {name: here[name] for name in secrets if name in here}
    return SiteSettings(values, sorted(set(secrets) - here.keys()), are_recorded=True)


def _recorded(file: Path) -> dict[str, str | None] | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return {str(name): value for name, value in found.items()} if isinstance(found, dict) else None


def _names_of_secrets(config: Settings) -> set[str]:
    prefix = str(config.model_config.get("env_prefix", ""))
    fields = type(config).model_fields.items()
    marked = {name for name, field in fields if any(isinstance(mark, MayBeInFile) for mark in field.metadata)}
    return {f"{prefix}{name}".upper() for name in marked - OF_MACHINE}
