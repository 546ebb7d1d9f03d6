"""Settings that are secret, by value or by file."""

from pathlib import Path

from models.plumbing.errors import Misconfigured


def secret_of(value: str, file: Path | None, name: str) -> str:
    """A secret by value or by file. Raises Misconfigured."""
    if file is None:
        return value
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Misconfigured(f"{name}: the file cannot be read") from None
