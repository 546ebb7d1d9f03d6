"""Ids of rows, as people and addresses write them. Imports nothing: the supervisor reads it, and must stay small."""

MAX_ID = 2**31 - 1
# In an address. No zeros in front and no digits of other scripts, so that each row has one address.
PATTERN = "[1-9][0-9]{0,9}"


def row_id(text: str) -> int | None:
    """None if it cannot be the id of a row. `int()` would also take `1_000` and `٣` (facts 35), and a larger number
    would be an error of the database."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_ID))):
        return None
    return int(text) if 1 <= int(text) <= MAX_ID else None
