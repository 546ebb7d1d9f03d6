"""The address at which `guestlink up` listens. Imports little: `up` reads it, and must stay small."""

from pathlib import Path

DEFAULT_BIND = "127.0.0.1:8000"
# While `up` runs, this file in the data folder names its port, for commands that run beside it.
BIND_FILE = "up.bind"


def address_of(bind: str) -> str:
    """The URL at which a browser on this machine reaches a server that listens at `bind`."""
    host, _, port = bind.rpartition(":")
    shown = "localhost" if host in {"0.0.0.0", "[::]"} else host  # noqa: S104 (compared, not bound)
    return f"http://{shown}:{port}"


def bind_of_running_up(data: Path) -> str:
    """Where a running `guestlink up` listens, so that commands beside it print the right addresses."""
    try:
        return (data / BIND_FILE).read_text(encoding="utf-8")
    except OSError:
        return DEFAULT_BIND
