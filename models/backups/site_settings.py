"""The settings in a backup: those that the operator has chosen, without those of the machine and its servers.

Settings come from the environment, so a restore cannot put them into force. It writes them into a file, from which the
operator takes what is needed.
"""

import re

from models.config.binding import address_of
from models.config.settings import Settings

FILE = "settings.env"
# Where this machine keeps things, and how it is reached. The keys are entries of their own.
OF_MACHINE = frozenset(
    {
        "data",
        "database_url",
        "broker_url",
        "web_url",
        "nginx_url",
        "bind",
        "rate_limit_url",
        "secret_key",
        "former_keys",
    }
)


def chosen_settings(config: Settings) -> dict[str, str]:
    """Those that differ from their defaults, by the names of their variables."""
    prefix = str(config.model_config.get("env_prefix", ""))
    defaults = {name: field.default for name, field in Settings.model_fields.items() if name not in OF_MACHINE}
    defaults["base_url"] = address_of(config.bind)
    values = {name: getattr(config, name) for name in defaults}
    return {f"{prefix}{name}".upper(): str(value) for name, value in values.items() if value != defaults[name]}


def as_env_file(settings: dict[str, str]) -> str:
    """Lines for a file `.env`. Values are quoted, names that cannot be variables are left out."""
    quoted = {name: value.replace("\\", "\\\\").replace("'", "\\'") for name, value in sorted(settings.items())}
    return "".join(
        f"{name}='{value}'\n" for name, value in quoted.items() if re.fullmatch(r"GUESTLINK_[A-Z0-9_]+", name)
    )


def names_of_other_values(there: dict[str, str], here: dict[str, str]) -> list[str]:
    return sorted(name for name in there.keys() | here.keys() if there.get(name) != here.get(name))
