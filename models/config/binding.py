"""The address at which `guestlink up` listens. Imports little: `up` reads it, and must stay small."""

import re
import socket
from contextlib import suppress
from pathlib import Path

DEFAULT_BIND = "127.0.0.1:8000"
# While `up` runs, this file in the data folder names its port, for commands that run beside it.
BIND_FILE = "up.bind"


_BIND = re.compile(r"\[?([\w.:%-]+)\]?:([0-9]{1,5})")
# A server that listens there is reached at every address of its machine.
_EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 (compared, not bound)


def bind_address(text: str) -> tuple[str, int]:
    """The host, an IPv6 address without brackets, and the port. Raises ValueError with a sentence for the operator."""
    named = _BIND.fullmatch(text.strip())
    if named is None or not 0 < int(named[2]) <= 65535:
        raise ValueError("must be HOST:PORT, like 127.0.0.1:8000")
    return _as_usual(named[1]), int(named[2])


def written(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def address_of(bind: str) -> str:
    """The URL at which a browser on this machine reaches a server that listens at `bind`. Raises ValueError."""
    host, port = bind_address(bind)
    shown = written("localhost" if host in _EVERY_ADDRESS else host, port)
    # Browsers leave it out.
    return f"http://{shown}".removesuffix(":80")


def _as_usual(host: str) -> str:
    """An address as it is usually written: `0` means 0.0.0.0."""
    with suppress(OSError):
        return socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, host))
    with suppress(OSError):
        return socket.inet_ntop(socket.AF_INET, socket.inet_aton(host))
    return host.lower()


def bind_of_running_up(data: Path) -> str:
    """Where a running `guestlink up` listens, so that commands beside it print the right addresses, and the doctor asks
    it. Empty if none is running."""
    try:
        return (data / BIND_FILE).read_text(encoding="utf-8")
    except OSError:
        return ""
