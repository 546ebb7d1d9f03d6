"""What is shown of a stream: its state, its playlists as they go out, and which of its files are sent."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from models.files.live import disk, disk_time, kept_runs, looking, runs
from models.files.live.disk import LiveFile
from models.files.live.looking import Look
from models.files.live.playlists import AT_LEAST, DURATIONS, Playlist
from models.files.live.runs import NS, Run
from models.plumbing import steady_clock
from models.tables.live_session import LiveState, LiveStream

# So many segments that follow each other may be missing.
MOST_MISSING = 50
CLOCKS_DIFFER = NS // 2


@dataclass(frozen=True)
class Since:
    """Segments are shown that were written after `left_until` and begun after `start`, in nanoseconds by the disk's
    clock. Guests get nothing of what was streamed before the start of the session (contract 9.6)."""

    left_until: int
    start: int = 0

    @property
    def is_everything(self) -> bool:
        return not (self.left_until or self.start)

    @property
    def tolerant(self) -> "Since":
        """Two processes compute the start by the disk's clock, and the results differ a little. What one of them has
        listed, the other must send."""
        return replace(self, start=self.start - CLOCKS_DIFFER) if self.start else self

    def shows(self, begun: int, written: int) -> bool:
        """Whether something is shown that was written from one instant to the other."""
        return written > self.left_until and begun >= self.start


def since(stream: LiveStream, *, for_guests: bool, now: datetime) -> Since:
    if not for_guests or stream.starts_at is None:
        return Since(stream.left_until)
    seconds_ago = (now - stream.starts_at).total_seconds()
    start = disk_time.now_ns(stream.folder) - int(seconds_ago * NS)
    # Rounded to a tenth of a second: the two clocks drift, and every request must get the same start.
    return Since(stream.left_until, round(start, -8))


def state(stream: LiveStream, *, for_guests: bool, now: datetime) -> LiveState:
    """The state by the database and the disk. Owners see the stream also before the start of the session."""
    if stream.state == LiveState.OVER or (for_guests and stream.state == LiveState.UPCOMING):
        return stream.state
    look = look_at(stream)
    shown_since = since(stream, for_guests=for_guests, now=now)
    if look.main is not None and _is_being_written(look, stream.folder):
        return LiveState.LIVE if _shows_anything(look, stream.folder, shown_since) else LiveState.UPCOMING
    # An owner who looks before the start is not told that a rehearsal was interrupted.
    has_been_live = look.written > max(shown_since.left_until, shown_since.start)
    return LiveState.INTERRUPTED if has_been_live and stream.state == LiveState.LIVE else LiveState.UPCOMING


def look_at(stream: LiveStream) -> Look:
    """What there is of the stream. If another session holds it by now, only when it was last written for this one."""
    if stream.holds_stream:
        return looking.look(stream)
    kept = kept_runs.load(stream.media_id)
    return Look(written=kept.written if kept else 0)


def playlist(stream: LiveStream, look: Look, path: str, shown_since: Since) -> bytes:
    """The playlist of this path, which the look has found, as it goes out. The same bytes for all who ask."""
    key = path, shown_since
    if key not in look.texts:
        found, run = look.playlists[path]
        skipped = _skipped(found, run, stream.folder, shown_since)
        has_tail = _shows_tail(found, stream.folder, shown_since)
        look.texts[key] = runs.text(found, run, skipped=skipped, has_tail=has_tail).encode()
    return look.texts[key]


def file_of(stream: LiveStream, look: Look, path: str, version: str | None, shown_since: Since) -> LiveFile | None:
    """The file of this path, if a playlist names it and what is in it may be shown. Of a file whose parts are segments,
    `may_send` says which bytes."""
    if not look.serves(path, version):
        return None
    file = LiveFile(stream.folder, path)
    status = file.status()
    if status is None:
        return None
    written = disk.written(status)
    # Keys and initialisation parts are written once, as the encoder starts.
    if path in look.standing or (written > shown_since.left_until and not shown_since.start):
        return file
    begun = _earlier(written, look.seconds_of(path) or look.target)
    return file if shown_since.tolerant.shows(begun, written) or path in look.in_ranges else None


def may_send(stream: LiveStream, look: Look, path: str, shown_since: Since, part: range) -> bool:
    """Whether these bytes of the file may be shown. What was streamed before may be in the same file."""
    if path not in look.in_ranges or shown_since.is_everything:
        return True
    maps = [of_map for found, _run in look.playlists.values() for name, of_map in found.ranges_of_maps if name == path]
    if any(one.start <= part.start and part.stop <= one.stop for one in maps):
        return True
    key = path, shown_since
    if key not in look.first_bytes:
        look.first_bytes[key] = _first_byte(stream.folder, look, path, shown_since.tolerant)
    first = look.first_bytes[key]
    return first is not None and part.start >= first


def _first_byte(folder: str, look: Look, path: str, shown_since: Since) -> int | None:
    firsts = []
    for found, run in look.playlists.values():
        if path in found.files and not found.is_list_of_playlists:
            skipped = _skipped(found, run, folder, shown_since)
            pairs = zip(found.paths[skipped:], found.first_bytes[skipped:], strict=True)
            firsts += [first for name, first in pairs if name == path and first is not None]
    return min(firsts, default=None)


def _is_being_written(look: Look, folder: str) -> bool:
    """By the age of the newest playlist. Where clocks are wrong, by what this process has seen change."""
    limit = max(DURATIONS * look.target, AT_LEAST)
    age = (disk_time.now_ns(folder) - look.written) / NS
    return abs(age) <= limit or (look.changed is not None and steady_clock.seconds() - look.changed <= limit)


def _shows_anything(look: Look, folder: str, shown_since: Since) -> bool:
    """A segment that was taken out of its playlist, because it lies elsewhere, has no path."""
    segments = ((found, run) for found, run in look.playlists.values() if not found.is_list_of_playlists)
    return any(any(islice(found.paths, _skipped(found, run, folder, shown_since), None)) for found, run in segments)


def _shows_tail(found: Playlist, folder: str, shown_since: Since) -> bool:
    """Whether the segment that is being written, of which the playlist names parts, is shown from its first part on."""
    first = found.first_of_tail
    status = LiveFile(folder, first).status() if first and not shown_since.is_everything else None
    if first is None or status is None:
        return True
    written = disk.written(status)
    return shown_since.shows(_earlier(written, found.seconds_of_parts[first]), written)


def _earlier(instant: int, seconds: float) -> int:
    return instant - int(seconds * NS)


def _skipped(found: Playlist, run: Run | None, folder: str, shown_since: Since) -> int:
    """How many segments at the beginning are too old. Segments are written one after the other."""
    if found.is_list_of_playlists or shown_since.is_everything:
        return 0

    def is_shown(index: int) -> bool:
        """If its file is not there, it is as old as the next one."""
        for at in range(index, min(index + MOST_MISSING, len(found.paths))):
            status = LiveFile(folder, found.paths[at]).status()
            if status is not None:
                # A file that grows is newer than its last part that the playlist names.
                end = min(disk.written(status), run.written) if found.has_ranges and run else disk.written(status)
                begun = _earlier(end, found.seconds_back(at))
                return shown_since.shows(begun, begun + int(found.seconds(at) * NS))
        return False

    return bisect_left(range(len(found.blocks)), True, key=is_shown)
