"""The playlists of one folder, as this process has read them. Each is read again only when it has changed."""

from dataclasses import dataclass, field

from models.files.live import disk, parsing, playlists
from models.files.live.disk import LiveFile
from models.files.live.hls import is_playlist
from models.files.live.playlists import Playlist
from models.plumbing import steady_clock

# When it was written, how large it is, and which file it is.
Fingerprint = tuple[int, int, int]


@dataclass(frozen=True)
class Seen:
    fingerprint: Fingerprint
    # None if it is not a playlist.
    playlist: Playlist | None
    # We have no right to read it.
    is_refused: bool = False
    at: float = field(default_factory=steady_clock.seconds)


class Reader:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.seen: dict[str, Seen] = {}
        self.asked: dict[str, Fingerprint | None] = {}
        self.watched: dict[str, Fingerprint | None] = {}

    def begin(self) -> None:
        """A new look. What is no longer asked for is forgotten."""
        self.seen = {path: seen for path, seen in self.seen.items() if path in self.asked}
        self.asked = {}

    def watch(self, paths: list[str]) -> None:
        """Only these playlists are asked for changes, and not each of those that an encoder has left."""
        self.watched = {path: self.asked[path] for path in paths if path in self.asked}

    def has_changed(self) -> bool:
        """Whether the next look would find something else."""
        return not self.asked or any(self._fingerprint(path) != known for path, known in self.watched.items())

    def playlist(self, path: str) -> Playlist | None:
        """None if there is none, if it is too large, or if it is being written just now. The same in all of a look."""
        if path in self.asked:
            return self.seen[path].playlist if self.asked[path] is not None else None
        fingerprint = self.asked[path] = self._fingerprint(path)
        if fingerprint is None:
            return None
        seen = self.seen.get(path)
        if seen is None or seen.fingerprint != fingerprint:
            try:
                seen = Seen(fingerprint, self._read(path, fingerprint))
            except PermissionError:
                seen = Seen(fingerprint, None, is_refused=True)
            self.seen[path] = seen
        return seen.playlist

    def written(self, path: str) -> int:
        """When the playlist was written, in nanoseconds by the disk's clock. 0 if there is none."""
        fingerprint = self.asked.get(path)
        return fingerprint[0] if fingerprint else 0

    def seen_for(self, path: str) -> float:
        """For how many seconds it has been as it is now."""
        return steady_clock.seconds() - self.seen[path].at if path in self.seen else 0.0

    def written_of(self, path: str) -> int:
        """When any file was written. 0 if there is none."""
        found = LiveFile(self.folder, path).status() if path else None
        return disk.written(found) if found else 0

    def refused(self) -> tuple[str, ...]:
        """The playlists of this look that are there and that we have no right to read."""
        return tuple(path for path in self.asked if path in self.seen and self.seen[path].is_refused)

    def _fingerprint(self, path: str) -> Fingerprint | None:
        found = LiveFile(self.folder, path).status()
        return (disk.written(found), found.st_size, found.st_ino) if found else None

    def _read(self, path: str, fingerprint: Fingerprint) -> Playlist | None:
        """Whole or not at all: a playlist of which some is missing would look like another run of the encoder."""
        if fingerprint[1] > playlists.MOST_BYTES:
            return None
        try:
            with LiveFile(self.folder, path).open() as file:
                content = file.read(playlists.MOST_BYTES + 1) or b""
        except PermissionError:
            raise
        except OSError:
            return None
        is_whole = self._fingerprint(path) == fingerprint and len(content) == fingerprint[1]
        lines = content.count(b"\n") + content.count(b"\r")
        if not is_whole or lines > playlists.MOST_LINES or not is_playlist(content):
            return None
        return parsing.read(content, path, self._is_file, self.folder)

    def _is_file(self, path: str) -> bool:
        return LiveFile(self.folder, path).status() is not None
