"""The addresses that an HLS playlist names. A playlist of a stranger is only cut into lines here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from models.files.live.hls import Variables
from models.plumbing.web_addresses import WebAddress, read

# Of one playlist. More servers are not looked at, and no page could allow as many.
MOST_SERVERS = 500
# More variants count like anything else that is named: only their servers matter.
MOST_PLAYLISTS = 30
_ATTRIBUTE = re.compile(r'(?<![A-Z-])(URI|SERVER-URI|X-ASSET-URI|X-ASSET-LIST)="([^"]+)"')
# The player reads these playlists to play. Of others that are named, only the server counts.
_VARIANT = "#EXT-X-STREAM-INF:"
_RENDITION = "#EXT-X-MEDIA:"
# Advertising, data about the film, and advice on where to load it.
_EXTRA = ("#EXT-X-SESSION-DATA:", "#EXT-X-DATERANGE:", "#EXT-X-CONTENT-STEERING:")
# What begins alike leads to the same server. Without one of the last marks, it is the server of the playlist itself.
_SERVER = re.compile(r"(?:https?:)?//[^/?#\\]*", re.IGNORECASE)
_MAY_LEAD_AWAY = re.compile(r"[:\\]|//")


@dataclass
class Named:
    """`playlists` are the variants and renditions. `others` has one address for each server, the last that was named:
    the first ones of a live stream are the next to go. Segments, keys, initialisation parts and the like. `extras` are
    the same for what a player can do without. `variables` are those that the playlists may import."""

    playlists: list[WebAddress] = field(default_factory=list)
    others: dict[str, WebAddress] = field(default_factory=dict)
    extras: dict[str, WebAddress] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


def named_in(body: bytes, base: WebAddress, imported: Mapping[str, str] = MappingProxyType({})) -> Named:
    """`imported` are the variables of the list of playlists that names this one."""
    reader = _Reader(base, imported)
    is_variant = False
    for line in map(str.strip, re.split(r"[\r\n]+", body.decode("utf-8-sig", "replace"))):
        if not line:
            continue
        if line[0] != "#":
            reader.take(line, is_playlist=is_variant)
            is_variant = False
        elif line.startswith("#EXT"):
            is_variant = is_variant or line.startswith(_VARIANT)
            reader.take_tag(line)
    reader.finish()
    return reader.named


class _Reader:
    def __init__(self, base: WebAddress, imported: Mapping[str, str]) -> None:
        self.base, self.named = base, Named()
        self.variables = Variables(imported, base.target.partition("?")[2])
        # In the order in which they stand.
        self.playlists: dict[str, None] = {}
        # The last text that begins like this. A long playlist names few servers, and reading an address takes a while.
        self.last: dict[str, str] = {}
        self.last_extras: dict[str, str] = {}

    def take_tag(self, line: str) -> None:
        if line.startswith("#EXT-X-DEFINE:"):
            self.variables.define(line)
        if '="' in line:
            is_extra = line.startswith(_EXTRA)
            for name, text in _ATTRIBUTE.findall(line):
                self.take(text, is_playlist=name == "URI" and line.startswith(_RENDITION), is_extra=is_extra)

    def take(self, written: str, *, is_playlist: bool, is_extra: bool = False) -> None:
        text = self.variables.filled(written)
        if text is None:
            return
        if is_playlist and (text in self.playlists or len(self.playlists) < MOST_PLAYLISTS):
            self.playlists[text] = None
            return
        start = _SERVER.match(text)
        key = start[0] if start else text if _MAY_LEAD_AWAY.search(text) else ""
        last = self.last_extras if is_extra else self.last
        if key in last or len(last) < MOST_SERVERS:
            last[key] = text

    def finish(self) -> None:
        found = (read(text, self.base.href) for text in self.playlists)
        self.named.playlists = [address for address in found if address is not None]
        self.named.others, self.named.extras = self._by_server(self.last), self._by_server(self.last_extras)
        self.named.variables = self.variables.values

    def _by_server(self, last: dict[str, str]) -> dict[str, WebAddress]:
        found = (read(text, self.base.href) for text in last.values())
        return {address.origin: address for address in found if address is not None}
