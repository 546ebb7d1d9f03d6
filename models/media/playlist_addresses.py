"""The addresses that an HLS playlist names, and what kind of playlist it is. A playlist of a stranger is only cut into
lines here."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from models.files.live import attributes
from models.files.live.hls import Variables
from models.plumbing.web_addresses import WebAddress, read

# Of one playlist. More servers are not looked at, and no page could allow as many.
MOST_SERVERS = 500
# More variants count like anything else that is named: only their servers matter.
MOST_PLAYLISTS = 30
_ADDRESSES = {"URI", "SERVER-URI", "X-ASSET-URI", "X-ASSET-LIST"}
_MAY_NAME = re.compile("URI|X-ASSET", re.IGNORECASE)
# The player reads these playlists to play. Of others that are named, only the server counts.
_VARIANT = "#EXT-X-STREAM-INF:"
_RENDITION = "#EXT-X-MEDIA:"
_KEY = "#EXT-X-KEY:"
# Advertising, data about the film, and advice on where to load it.
_EXTRA = ("#EXT-X-SESSION-DATA:", "#EXT-X-DATERANGE:", "#EXT-X-CONTENT-STEERING:")
# What begins alike leads to the same server. Without one of the last marks, it is the server of the playlist itself.
_SERVER = re.compile(r"(?:https?:)?//[^/?#\\]*", re.IGNORECASE)
_MAY_LEAD_AWAY = re.compile(r"[:\\]|//")


@dataclass
class Named:
    """`others` has one address for each server, the last that was named: the first ones of a live stream are the next
    to go. Segments, keys, initialisation parts and the like. `extras` are the same for what a player can do without.
    `variables` are those that the playlists may import."""

    variants: list[WebAddress] = field(default_factory=list)
    renditions: list[WebAddress] = field(default_factory=list)
    others: dict[str, WebAddress] = field(default_factory=dict)
    extras: dict[str, WebAddress] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    # Without variants and segments.
    is_empty: bool = True
    # No list of segments can be played without.
    has_target_duration: bool = False
    # Whether all segments can only be had by DRM.
    is_locked: bool = False


def named_in(body: bytes, base: WebAddress, imported: Mapping[str, str] = MappingProxyType({})) -> Named:
    """`imported` are the variables of the list of playlists that names this one."""
    reader = _Reader(base, imported)
    for line in map(str.strip, re.split(r"[\r\n]+", body.decode("utf-8-sig", "replace"))):
        if not line:
            continue
        if line[0] != "#":
            reader.take_line(line)
        elif line.startswith("#EXT"):
            reader.take_tag(line)
    reader.finish()
    return reader.named


class _Reader:
    def __init__(self, base: WebAddress, imported: Mapping[str, str]) -> None:
        self.base, self.named = base, Named()
        self.variables = Variables(imported, base.target.partition("?")[2])
        self.is_variant = False
        # In the order in which they stand.
        self.variants: dict[str, None] = {}
        self.renditions: dict[str, None] = {}
        # The last text that begins like this. A long playlist names few servers, and reading an address takes a while.
        self.last: dict[str, str] = {}
        self.last_extras: dict[str, str] = {}
        # Whether the player can use the keys of the next segment, by their formats. One of them is enough.
        self.keys: dict[str, bool] = {}
        self.are_locked: set[bool] = set()

    def take_line(self, line: str) -> None:
        self.named.is_empty = False
        if self.is_variant:
            self._take(line, self.variants)
        else:
            self.are_locked.add(bool(self.keys) and not any(self.keys.values()))
            self._take(line)
        self.is_variant = False

    def take_tag(self, line: str) -> None:
        self.is_variant = self.is_variant or line.startswith(_VARIANT)
        if line.startswith("#EXT-X-TARGETDURATION:"):
            self.named.has_target_duration = True
        elif line.startswith("#EXT-X-DEFINE:"):
            self.variables.define(line)
        elif line.startswith(_KEY):
            self._take_key({each.name.upper(): each.value for each in attributes.read(line)})
        if _MAY_NAME.search(line):
            last = self.last_extras if line.startswith(_EXTRA) else self.last
            for each in attributes.read(line):
                is_rendition = each.name.upper() == "URI" and line.startswith(_RENDITION)
                if each.value and each.name.upper() in _ADDRESSES:
                    self._take(each.value, self.renditions if is_rendition else None, last)

    def _take_key(self, given: Mapping[str, str]) -> None:
        if given.get("METHOD") == "NONE":
            self.keys.clear()
        else:
            form = given.get("KEYFORMAT", "identity")
            self.keys[form] = form == "identity" and not given.get("URI", "").lower().startswith("skd:")

    def _take(self, written: str, playlists: dict[str, None] | None = None, last: dict[str, str] | None = None) -> None:
        text = self.variables.filled(written)
        if text is None:
            return
        if playlists is not None and (text in playlists or len(self.variants) + len(self.renditions) < MOST_PLAYLISTS):
            playlists[text] = None
            return
        start = _SERVER.match(text)
        key = start[0] if start else text if _MAY_LEAD_AWAY.search(text) else ""
        last = self.last if last is None else last
        if key in last or len(last) < MOST_SERVERS:
            last[key] = text

    def finish(self) -> None:
        self.named.variants, self.named.renditions = self._addresses(self.variants), self._addresses(self.renditions)
        self.named.others = {each.origin: each for each in self._addresses(self.last.values())}
        self.named.extras = {each.origin: each for each in self._addresses(self.last_extras.values())}
        self.named.variables = self.variables.values
        self.named.is_locked = self.are_locked == {True}

    def _addresses(self, texts: Iterable[str]) -> list[WebAddress]:
        found = (read(text, self.base.href) for text in texts)
        return [address for address in found if address is not None]
