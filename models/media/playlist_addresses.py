"""The addresses that an HLS playlist names. A playlist of a stranger is only cut into lines here."""

import re
from dataclasses import dataclass, field

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
# What begins alike leads to the same server. Without one of the last marks, it is the server of the playlist itself.
_SERVER = re.compile(r"(?:https?:)?//[^/?#\\]*", re.IGNORECASE)
_MAY_LEAD_AWAY = re.compile(r"[:\\]|//")


@dataclass
class Named:
    """`playlists` are the variants and renditions. `others` has one address for each server, the last that was named:
    the first ones of a live stream are the next to go. Segments, keys, initialisation parts and the like."""

    playlists: list[WebAddress] = field(default_factory=list)
    others: dict[str, WebAddress] = field(default_factory=dict)


def named_in(body: bytes, base: WebAddress) -> Named:
    reader = _Reader(base)
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
    def __init__(self, base: WebAddress) -> None:
        self.base, self.named = base, Named()
        self.variables = Variables()
        # In the order in which they stand.
        self.playlists: dict[str, None] = {}
        # The last text that begins like this. A long playlist names few servers, and reading an address takes a while.
        self.last: dict[str, str] = {}

    def take_tag(self, line: str) -> None:
        if line.startswith("#EXT-X-DEFINE:"):
            self.variables.define(line)
        if '="' in line:
            for name, text in _ATTRIBUTE.findall(line):
                self.take(text, is_playlist=name == "URI" and line.startswith(_RENDITION))

    def take(self, written: str, *, is_playlist: bool) -> None:
        text = self.variables.filled(written)
        if text is None:
            return
        if is_playlist and (text in self.playlists or len(self.playlists) < MOST_PLAYLISTS):
            self.playlists[text] = None
            return
        start = _SERVER.match(text)
        key = start[0] if start else text if _MAY_LEAD_AWAY.search(text) else ""
        if key in self.last or len(self.last) < MOST_SERVERS:
            self.last[key] = text

    def finish(self) -> None:
        found = (read(text, self.base.href) for text in self.playlists)
        self.named.playlists = [address for address in found if address is not None]
        for text in self.last.values():
            address = read(text, self.base.href)
            if address is not None:
                self.named.others[address.origin] = address
