"""Settings that are secret, by value or by file."""

from pathlib import Path

from models.errors import Misconfigured


def secret_of(value: str, file: Path | None, name: str, *, may_be_empty: bool = False) -> str:
    """A secret by value or by file. Raises Misconfigured, for an empty file too: what was in it is lost, and a site
    that went on without it would be another one."""
    if file is None:
        return value
    try:
        found = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Misconfigured(f"{name}: the file cannot be read") from None
    if not (found or may_be_empty):
        raise Misconfigured(f"{name}: the file is empty")
    return found
