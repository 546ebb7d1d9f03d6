"""An encoder that writes HLS into a folder: playlists and segments of a few bytes, at times that the test chooses."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

NS = 1_000_000_000


@dataclass
class Encoder:
    """`window`: how many segments the playlist names (0: all). Segments are counted from `first` at each start, and are
    called by `pattern`. What it writes is `age` seconds old, so that nothing has to be waited for."""

    folder: Path
    playlist: str = "index.m3u8"
    pattern: str = "seg{}.ts"
    window: int = 3
    first: int = 0
    target: int = 2
    age: float = 1.0
    numbers: list[int] = field(default_factory=list)
    starts: int = 1

    def write(self, segments: int = 1, *, end: bool = False) -> None:
        for _ in range(segments):
            number = self.numbers[-1] + 1 if self.numbers else self.first
            self.numbers.append(number)
            stamp(self._path(self.pattern.format(number)), f"start {self.starts} segment {number}", self.age)
        self.write_playlist(end=end)

    def write_playlist(self, *, end: bool = False) -> None:
        named = self.numbers[-self.window :] if self.window else self.numbers
        lines = ["#EXTM3U", f"#EXT-X-TARGETDURATION:{self.target}", f"#EXT-X-MEDIA-SEQUENCE:{named[0]}"]
        for number in named:
            lines += [f"#EXTINF:{self.target}.000,", self.pattern.format(number)]
        stamp(self.folder / self.playlist, "\n".join([*lines, *(["#EXT-X-ENDLIST"] if end else []), ""]), self.age)

    def stop(self) -> None:
        """It ends in order, and says so."""
        self.write_playlist(end=True)

    def start_again(self) -> None:
        """From its first number. It writes over what it has left."""
        self.numbers, self.starts = [], self.starts + 1

    def _path(self, name: str) -> Path:
        return self.folder / Path(self.playlist).parent / name


def stamp(path: Path, content: str, age: float = 1.0) -> None:
    """Write this file. It is `age` seconds old, and never of the same moment as before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    written = time.time_ns() - int(age * NS)
    os.utime(path, ns=(written, written))
