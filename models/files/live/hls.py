"""What all readers of playlists agree on: how one begins, its variables, and how long an address may be (HLS, RFC
8216bis)."""

import re
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from urllib.parse import parse_qsl

from models.files.live import attributes

MOST_ADDRESS_LENGTH = 4000
_MARK = re.compile(rb"(?:\xef\xbb\xbf)?#EXTM3U(?:\s|$)")
_REFERENCE = re.compile(r"\{\$([A-Za-z0-9_-]+)\}")


def is_playlist(content: bytes) -> bool:
    """It begins with its mark. Some programs write a byte order mark before it, and others attributes behind it."""
    return _MARK.match(content) is not None


class Variables:
    """Those that a playlist has defined so far. It may take values from `imported`, the variables of the list of
    playlists that names it, and from `query`, which is that of its own address."""

    def __init__(self, imported: Mapping[str, str] = MappingProxyType({}), query: str = "") -> None:
        self.values: dict[str, str] = {}
        self._imported, self._query = imported, query

    def define(self, tag: str) -> None:
        """By a whole `#EXT-X-DEFINE`. Its value may refer to variables from before."""
        given = {each.name.upper(): each.value for each in attributes.read(tag)}
        if "QUERYPARAM" in given:
            self._take(given["QUERYPARAM"], self._from_query)
        elif "IMPORT" in given:
            self._take(given["IMPORT"], self._imported)
        elif given.get("NAME") and (value := self.filled(given.get("VALUE", ""))) is not None:
            self.values[given["NAME"]] = value

    def _take(self, name: str, source: Mapping[str, str]) -> None:
        if name in source:
            self.values[name] = source[name]

    @cached_property
    def _from_query(self) -> dict[str, str]:
        """The first value of each name, as in URLSearchParams."""
        pairs = parse_qsl(self._query[:MOST_ADDRESS_LENGTH], keep_blank_values=True, errors="replace")
        return dict(reversed(pairs))

    def filled(self, text: str) -> str | None:
        """The text with their values. A reference to any other stays as it is. None if it is, or would become, longer
        than an address may be: a short text can refer to a long value many times."""
        if len(text) > MOST_ADDRESS_LENGTH:
            return None
        if "{$" not in text:
            return text
        pieces = _REFERENCE.split(text)
        pieces[1::2] = [self.values.get(name, f"{{${name}}}") for name in pieces[1::2]]
        return "".join(pieces) if sum(map(len, pieces)) <= MOST_ADDRESS_LENGTH else None
