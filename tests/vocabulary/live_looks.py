"""What players are sent of a stream, and what they would notice."""

import re
from dataclasses import dataclass, field

from models.files.live import looking, shown
from models.files.live.shown import Since
from models.tables.live_session import LiveState, LiveStream

ALL = Since(0)


def stream(media_id: int = 1, folder: str = "board", *, name: str | None = None, left_until: int = 0) -> LiveStream:
    return LiveStream(media_id, folder, name, left_until, None, LiveState.LIVE, holds_stream=True)


def forget_memory() -> None:
    """As in another web process, or after a restart of ours."""
    looking._streams.clear()


def sent(path: str = "index.m3u8", of: LiveStream | None = None) -> str:
    of = of or stream()
    look = looking.look(of)
    return shown.playlist(of, look, path, ALL).decode() if path in look.playlists else ""


@dataclass
class Player:
    """Reads what is sent, and knows each segment by the number that it has for players."""

    seen: dict[int, tuple[str, int]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def read(self, text: str) -> None:
        number, breaks = _tag("MEDIA-SEQUENCE", text), _tag("DISCONTINUITY-SEQUENCE", text)
        if self.seen and number < min(self.seen):
            self.broken.append("it goes back")
        for line in text.splitlines():
            breaks += line == "#EXT-X-DISCONTINUITY"
            if not line.startswith("#"):
                if self.seen.setdefault(number, (line, breaks)) != (line, breaks):
                    self.broken.append(f"{number} is {line} in {breaks}, and was {self.seen[number]}")
                number += 1


def _tag(name: str, text: str) -> int:
    found = re.search(rf"^#EXT-X-{name}:(\d+)$", text, re.MULTILINE)
    return int(found[1]) if found else 0
