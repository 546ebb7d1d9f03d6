"""What all readers of playlists agree on: how one begins, its variables, and how long an address may be (HLS, RFC
8216bis)."""

import re

from models.files.live import attributes

MOST_ADDRESS_LENGTH = 4000
_MARK = re.compile(rb"(?:\xef\xbb\xbf)?#EXTM3U(?:\s|$)")
_REFERENCE = re.compile(r"\{\$([A-Za-z0-9_-]+)\}")


def is_playlist(content: bytes) -> bool:
    """It begins with its mark. Some programs write a byte order mark before it, and others attributes behind it."""
    return _MARK.match(content) is not None


class Variables:
    """Those that a playlist has defined so far. One that it imports from another playlist is not known."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def define(self, tag: str) -> None:
        """By a whole `#EXT-X-DEFINE`. Its value may refer to variables from before."""
        given = {each.name.upper(): each.value for each in attributes.read(tag)}
        value = self.filled(given.get("VALUE", ""))
        if given.get("NAME") and value is not None:
            self._values[given["NAME"]] = value

    def filled(self, text: str) -> str | None:
        """The text with their values. A reference to any other stays as it is. None if it is, or would become, longer
        than an address may be: a short text can refer to a long value many times."""
        if len(text) > MOST_ADDRESS_LENGTH:
            return None
        if "{$" not in text:
            return text
        pieces = _REFERENCE.split(text)
        pieces[1::2] = [self._values.get(name, f"{{${name}}}") for name in pieces[1::2]]
        return "".join(pieces) if sum(map(len, pieces)) <= MOST_ADDRESS_LENGTH else None
