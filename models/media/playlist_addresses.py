"""The addresses that an HLS playlist names. A playlist of a stranger is only cut into lines here."""

import re
from dataclasses import dataclass, field

from models.plumbing.web_addresses import WebAddress, read

# Of one playlist. More are not looked at: each takes some microseconds.
MOST_FOREIGN = 20_000
MOST_ADDRESS_LENGTH = 4000
_ATTRIBUTE = re.compile(r'\b(URI|SERVER-URI|X-ASSET-URI|X-ASSET-LIST)="([^"]{1,4000})"')
_DEFINED = re.compile(r'\bNAME="([A-Za-z0-9_-]{1,100})"[^"]*\bVALUE="([^"]{0,2000})"')
_VARIABLE = re.compile(r"\{\$([A-Za-z0-9_-]{1,100})\}")
# The player reads these playlists to play. Of others that are named, only the server counts.
_VARIANT = "#EXT-X-STREAM-INF:"
_RENDITION = "#EXT-X-MEDIA:"
# A line without one of these cannot name another server.
_MAY_LEAD_AWAY = re.compile(r"[:\\]|//|\{\$")


@dataclass
class Named:
    """`playlists` are the variants and renditions. `others` has one address for each server, the last that was named:
    the first ones of a live stream are the next to go. Segments, keys, initialisation parts and the like."""

    playlists: list[WebAddress] = field(default_factory=list)
    others: dict[str, WebAddress] = field(default_factory=dict)


def is_playlist(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].split(b"\r", 1)[0].rstrip() == b"#EXTM3U"


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
        self.values: dict[str, str] = {}
        self.seen_foreign = 0
        # The last line that names something on the server of the playlist itself.
        self.near = ""

    def take_tag(self, line: str) -> None:
        if line.startswith("#EXT-X-DEFINE:") and (defined := _DEFINED.search(line)):
            self.values[defined[1]] = defined[2]
        if '="' in line:
            for name, text in _ATTRIBUTE.findall(line):
                self.take(text, is_playlist=name == "URI" and line.startswith(_RENDITION))

    def take(self, text: str, *, is_playlist: bool) -> None:
        if is_playlist:
            if (address := self._read(text)) is not None and address not in self.named.playlists:
                self.named.playlists.append(address)
        elif not _MAY_LEAD_AWAY.search(text):
            self.near = text
        elif self.seen_foreign < MOST_FOREIGN:
            self.seen_foreign += 1
            self._note(self._read(text))

    def finish(self) -> None:
        if self.near:
            self._note(self._read(self.near))

    def _note(self, address: WebAddress | None) -> None:
        if address is not None:
            self.named.others[address.origin] = address

    def _read(self, text: str) -> WebAddress | None:
        if "{$" in text:
            text = _VARIABLE.sub(lambda match: self.values.get(match[1], ""), text[:MOST_ADDRESS_LENGTH])
        return read(text, self.base.href) if len(text) <= MOST_ADDRESS_LENGTH else None
