"""Variables that look like settings and are none, such as one with a letter too few: nobody reads them."""

import re

from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from models.config.secret_files import MayBeInFile
from models.config.settings import Settings

# Read by docker-compose.yml, by `guestlink up` in its own parts, and by CI and the tests.
OF_OTHERS = re.compile("GUESTLINK_(PORT|PARENT_PIPE|AUDIT|REAL_FILM|(TEST|PROOF)_.*)")


def unknown_settings() -> list[str]:
    """The names of variables of the environment and of .env that begin like a setting and are none."""
    variables = DotEnvSettingsSource(Settings).env_vars.keys() | EnvSettingsSource(Settings).env_vars.keys()
    prefix = str(Settings.model_config.get("env_prefix", ""))
    given = {name.upper() for name in variables if name.upper().startswith(prefix)}
    return sorted(name for name in given - _known(prefix) if not OF_OTHERS.fullmatch(name))


def _known(prefix: str) -> set[str]:
    names = set()
    for name, field in Settings.model_fields.items():
        names.add(f"{prefix}{name}".upper())
        if any(isinstance(mark, MayBeInFile) for mark in field.metadata):
            names.add(f"{prefix}{name}_file".upper())
    return names
