"""Reading a playlist: its segments, what they need, and the playlists that it names."""

import re
from collections.abc import Callable
from math import ceil

from models.files.live import attributes, names, tags
from models.files.live.hls import Variables
from models.files.live.playlists import VERSION, Playlist, text_of

MOST_PLAYLISTS = 100
# What cannot be served leads here. The name of no file ends in a slash.
NOWHERE = "not-served/"
# What stands elsewhere in this line, hls.js reads as an address.
_USUAL_EXTINF = re.compile(r"#EXTINF:\s*\d*(?:\.\d+)?,", re.ASCII)
_EXTINF = re.compile(r"#EXTINF:\s*(\d*(?:\.\d+)?)[^,]*,?(.*)", re.ASCII)
# Within these lines browsers end a line (ECMAScript, 12.3).
_OTHER_LINE_ENDS = re.compile("[\u2028\u2029]")


def read(content: bytes, path: str, is_file: Callable[[str], bool], folder: str = "") -> Playlist:
    """`path` is that of the playlist below the folder. `is_file` says whether there is such a file below it."""
    text = text_of(content).replace("\r\n", "\n").replace("\r", "\n").replace(VERSION, "")
    lines = [line for line in map(str.strip, text.split("\n")) if line and not line.startswith("#EXTM3U")]
    if _OTHER_LINE_ENDS.search(text):
        lines = [_OTHER_LINE_ENDS.sub(" ", line) if line.startswith("#") else line for line in lines]
    # As hls.js tells them apart.
    has_segments = any(line.startswith(tags.SIGNS_OF_SEGMENTS) for line in lines)
    playlist = Playlist(
        is_list_of_playlists=not has_segments and any(line.startswith(tags.NAMING_PLAYLISTS) for line in lines)
    )
    playlist.is_of_stream, playlist.has_ranges = "#EXT-X-" in text, "#EXT-X-BYTERANGE:" in text
    reader = _Reader(playlist, path.rpartition("/")[0], is_file, folder)
    (reader.read_list_of_playlists if playlist.is_list_of_playlists else reader.read_segments)(lines)
    return playlist


class _Reader:
    def __init__(self, playlist: Playlist, beside: str, is_file: Callable[[str], bool], folder: str) -> None:
        self.playlist, self.beside, self.is_file, self.folder = playlist, beside, is_file, folder
        self.variables = Variables()
        self.once: set[str] = set()
        # Keys and initialisation parts that hold now: since which segment, and whether one of them is served.
        self.held: dict[str, tuple[int, bool]] = {}

    def read_list_of_playlists(self, lines: list[str]) -> None:
        head, variant = self.playlist.head, ""
        for line in lines:
            if line.startswith("#EXT-X-STREAM-INF:"):
                variant = line
            elif not line.startswith("#"):
                # Without its address, a variant is left out whole.
                path = self._served_or_lost(line) if variant else None
                if path is not None:
                    head += [self._tag(variant), self._address(path)]
                    self._list(path)
                variant = ""
            elif line.startswith("#EXT") and line.partition(":")[0] not in tags.LEFT_OUT:
                self._read_tag_of_list(line)

    def _read_tag_of_list(self, line: str) -> None:
        tag = self._tag(line)
        if NOWHERE in tag or self._stood_before(line.partition(":")[0]):
            return
        self.playlist.head.append(tag)
        for path in self._named_in(line):
            if line.startswith(tags.NAMING_PLAYLISTS):
                self._list(path)
            else:
                self.playlist.standing.add(path)

    def _list(self, path: str) -> None:
        if path not in self.playlist.playlists and len(self.playlist.playlists) < MOST_PLAYLISTS:
            self.playlist.playlists.append(path)

    def read_segments(self, lines: list[str]) -> None:
        blocks, paths = self.playlist.blocks, self.playlist.paths
        pending: list[str] = []
        for line in lines:
            # Most lines are of this kind, so they come first.
            if line.startswith(tags.OF_A_SEGMENT):
                pending.append(line if _USUAL_EXTINF.match(line) else _EXTINF.sub(r"#EXTINF:\1,\2", line))
            elif line[0] != "#":
                # Nobody can play a segment without its key.
                has_keys = all(is_served for _since, is_served in self.held.values())
                path = self._served_or_lost(line) if has_keys else None
                pending += [self._address(path)] if path is not None else ["#EXT-X-GAP", NOWHERE]
                blocks.append("\n".join(pending))
                paths.append(path or "")
                pending, self.playlist.first_of_tail = [], None
            elif line.startswith("#EXT"):
                self._read_tag(line, pending)
        if blocks and not self.playlist.target:
            self.playlist.target = max(1, ceil(max(map(self.playlist.seconds, range(len(blocks))))))
        self.playlist.tail = [line for line in pending if not line.startswith(("#EXTINF:", "#EXT-X-DISCONTINUITY"))]

    def _read_tag(self, line: str, pending: list[str]) -> None:
        name, _, value = line.partition(":")
        found = self.playlist
        if name == "#EXT-X-DISCONTINUITY":
            found.breaks.append(len(found.blocks))
        elif name in tags.COUNTERS:
            self._read_counter(name, value)
        elif name == "#EXT-X-ENDLIST":
            found.has_ended = True
        elif name in tags.PARTS and "BYTERANGE" in value.upper():
            found.has_ranges = True
        if name not in tags.LEFT_OUT:
            self._keep(name, tags.without_waiting(line) if name == "#EXT-X-SERVER-CONTROL" else line, pending)

    def _keep(self, name: str, line: str, pending: list[str]) -> None:
        if line and not self._stood_before(name):
            tag = self._tag(line)
            if name in tags.HOLDING:
                self._hold(name, line, tag)
            elif name == "#EXT-X-PART":
                self._add_part(line)
            (self.playlist.head if name in tags.OF_THE_LIST else pending).append(tag)

    def _add_part(self, line: str) -> None:
        found = self.playlist
        for path in self._named_in(line):
            found.seconds_of_parts[path] = found.seconds_of_parts.get(path, 0.0) + tags.seconds_in(line)
            found.first_of_tail = found.first_of_tail or path

    def _hold(self, name: str, line: str, tag: str) -> None:
        found, index = self.playlist, len(self.playlist.blocks)
        found.holding.append((index, name, tag))
        paths = self._named_in(line)
        found.standing.update(paths)
        found.ranges_of_maps += [(path, part) for path in paths if (part := tags.range_in(line))]
        # Of several keys in one place, a player takes one that it can use.
        if NOWHERE in tag and not found.lost:
            found.lost = next(iter(attributes.addresses(line)), "")
        is_first = self.held.get(name, (-1, False))[0] != index
        self.held[name] = index, NOWHERE not in tag or (not is_first and self.held[name][1])

    def _stood_before(self, name: str) -> bool:
        """Whether it may stand there once, and has. A script may append a whole playlist to the one before."""
        if name not in tags.ONCE:
            return False
        stood = name in self.once
        self.once.add(name)
        return stood

    def _read_counter(self, name: str, value: str) -> None:
        digits = re.match(r"\s*([0-9]{1,18})", value)
        number = int(digits[1]) if digits else 0
        if name == "#EXT-X-TARGETDURATION":
            self.playlist.target = max(self.playlist.target, number)
        elif self.playlist.blocks or self._stood_before(name):
            return
        elif name == "#EXT-X-MEDIA-SEQUENCE":
            self.playlist.first = number
        else:
            self.playlist.breaks_before = number

    def _tag(self, line: str) -> str:
        """The tag as it goes out."""
        if line.startswith("#EXT-X-DEFINE:"):
            self.variables.define(line)
        return attributes.with_addresses(line, self._going_out)

    def _going_out(self, address: str) -> str:
        if address.startswith("data:"):
            # It holds its content itself.
            return address
        path = self._served(address)
        return self._address(path) if path is not None else NOWHERE

    def _named_in(self, line: str) -> list[str]:
        return [path for address in attributes.addresses(line) if (path := self._served(address)) is not None]

    def _served(self, address: str) -> str | None:
        filled = self.variables.filled(address)
        path = None if filled is None else names.path_of(filled, self.beside, self.is_file, self.folder)
        if path is not None:
            self.playlist.files.add(path)
        return path

    def _served_or_lost(self, address: str) -> str | None:
        path = self._served(address)
        if path is None:
            self.playlist.lost = self.playlist.lost or address
        return path

    def _address(self, path: str) -> str:
        if not self.beside and names.is_plain(path):
            return path + VERSION
        return names.address_of(path, self.beside) + VERSION
