"""The file `.env` in the current folder, which holds settings.

Imports little: `up` reads it, and must stay small.
"""

import os
from pathlib import Path

from models.errors import Misconfigured

NAME = ".env"


def check_env_file() -> None:
    """Raises Misconfigured, naming the line but not quoting it, which may hold a secret.

    dotenv passes over a line that it cannot read. The site would go on with a default, such as another database.
    """
    file = Path(NAME)
    if not file.is_file():
        return
    from dotenv.parser import parse_stream

    try:
        with file.open(encoding="utf-8") as text:
            wrong = next((each.original for each in parse_stream(text) if each.error), None)
    except UnicodeDecodeError:
        raise Misconfigured(f"The file {NAME} in the current folder must be UTF-8 text") from None
    if wrong is not None:
        # It begins with the blank lines before it.
        line = wrong.line + wrong.string.partition(wrong.string.strip())[0].count("\n")
        raise Misconfigured(
            f"The file {NAME} in the current folder: line {line} cannot be read. It must be NAME=value, and each "
            "quote must be closed"
        )


def given(name: str) -> str | None:
    """The value of this variable in the environment or in `.env`, as pydantic-settings finds it: capitals or not, and
    blank is none. Raises Misconfigured."""
    check_env_file()
    from dotenv import dotenv_values

    in_file = dotenv_values(NAME) if Path(NAME).is_file() else {}
    for variables in (os.environ, in_file):
        values = {each.upper(): (value or "").strip() for each, value in variables.items()}
        if value := values.get(name):
            return value
    return None
