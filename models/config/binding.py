"""Where `up` listens, and where it says so. Apart from all else: the supervisor reads it, and must stay small."""

DEFAULT_BIND = "127.0.0.1:8000"
# In the data folder, while `up` runs: commands beside it then know which port it took.
BIND_FILE = "up.bind"


def address_of(bind: str) -> str:
    """Where a browser on this machine finds what listens there."""
    host, _, port = bind.rpartition(":")
    shown = "localhost" if host in {"0.0.0.0", "[::]"} else host  # noqa: S104 (compared, not bound)
    return f"http://{shown}:{port}"
