"""Ids as people and addresses write them. Apart from all else: the supervisor reads it, and must stay small."""

MAX_ID = 2**31 - 1
# As it stands in an address, which each row has one of: no zeros before it, no digits of other scripts.
PATTERN = "[1-9][0-9]{0,9}"


def row_id(text: str) -> int | None:
    """None for what cannot be a row's id. ASCII digits only: int() would take `1_000` and `٣`, and a larger number
    would be the database's error, not an unknown row."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_ID))):
        return None
    return int(text) if 1 <= int(text) <= MAX_ID else None
