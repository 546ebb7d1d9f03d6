"""Looking at a stream: which playlists it has now, which files they name, and to which runs they belong.

While nothing has changed, this asks the disk for times and sizes only, and reads no file.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from models.config.settings import settings
from models.files.live import choosing, disk_time, kept_runs, runs
from models.files.live.kept_runs import Kept
from models.files.live.playlists import Playlist
from models.files.live.reading import Reader
from models.files.live.runs import Run
from models.plumbing import steady_clock
from models.tables.live_session import LiveStream

# In memory. A stream of the largest playlists takes some 50 MB.
MOST_STREAMS = 32
# A look that takes longer than that is followed by a rest, so that looking takes a tenth of the time of a process.
SHORT_LOOK, REST_AFTER = 0.02, 10
# What looks like a new run may be a playlist that is just being written.
SETTLED_AFTER = 0.5
# Some encoders remove the playlist before they write it.
AWAY_FOR = 3.0
# Where no playlist has a usual name, all names in the folder are read.
SCAN_AFTER = 2.0
Found = dict[str, tuple[Playlist, Run | None]]


@dataclass(frozen=True)
class Look:
    """`main` is the playlist that the session shows. `files`: what the playlists name, `listed`: what they have named
    lately, each with the version of its run. `written`: when a playlist was last written, in nanoseconds by the disk's
    clock. `changed`: when we last saw one change, by the steady clock."""

    main: str | None = None
    playlists: Found = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    written: int = 0
    changed: float | None = None
    # The playlists as they go out, by what is shown of them.
    texts: dict[tuple[str, object], bytes] = field(default_factory=dict, compare=False)

    @cached_property
    def standing(self) -> set[str]:
        return {path for found, _run in self.playlists.values() for path in found.standing}

    @cached_property
    def _places(self) -> dict[str, tuple[Playlist, int]]:
        return {path: (one, at) for one, _run in self.playlists.values() for at, path in enumerate(one.paths)}

    def seconds_of(self, path: str) -> float:
        """How long this segment is. 0 if the playlists do not say so."""
        place = self._places.get(path)
        return place[0].seconds(place[1]) if place else 0.0

    @cached_property
    def growing(self) -> set[str]:
        """Files of which the playlists name parts."""
        return {path for found, _run in self.playlists.values() if found.has_ranges for path in found.files}

    @cached_property
    def leads_out(self) -> bool:
        """Whether no segment that the playlists name lies in the folder, by its name."""
        found = [one for one, _run in self.playlists.values()]
        segments = [path for one in found for path in one.paths]
        if segments:
            return not any(segments)
        return any(one.is_list_of_playlists and not one.playlists for one in found)

    @property
    def target(self) -> int:
        return max((found.target for found, _run in self.playlists.values()), default=0)

    def serves(self, path: str, version: str | None) -> bool:
        """A player that still has the list of an earlier run must not get bytes of this one for it (contract 9.17)."""
        if path in self.files:
            return version is None or self.files[path] == version
        return path in self.listed


class Stream:
    def __init__(self, stream: LiveStream) -> None:
        self.stream, self.reader = stream, Reader(stream.folder)
        self.lock = Lock()
        self.last = Look()
        # For where nothing can be kept on the disk.
        self.kept = Kept()
        self.found_at = self.rests_until = self.looks_after = 0.0
        self.is_unsettled = False

    def look(self) -> Look:
        with self.lock:
            began = steady_clock.seconds()
            if began < self.rests_until:
                return self.last
            if self.is_unsettled or began >= self.looks_after or self.reader.has_changed():
                worked = time.thread_time()
                try:
                    with kept_runs.locked(self.stream.media_id):
                        self._look_again()
                except kept_runs.Unreadable:
                    return self.last
                took = time.thread_time() - worked
                self.rests_until = steady_clock.seconds() + (REST_AFTER * took if took > SHORT_LOOK else 0)
            return self.last

    def _look_again(self) -> None:
        began = steady_clock.seconds()
        known = {path: self.reader.written(path) for path in self.last.playlists}
        self.reader.begin()
        main = choosing.choose(self.reader, self.stream.playlist_name, self.stream.left_until)
        self.looks_after = float("inf") if main in choosing.USUAL_NAMES else began + SCAN_AFTER
        kept = self.kept = kept_runs.load(self.stream.media_id) or self.kept
        if main is None:
            self.is_unsettled = self.last.main is not None and began - self.found_at < AWAY_FOR
            if not self.is_unsettled:
                self.last = Look(listed=kept.versions(), written=kept.written)
            return
        self.found_at, self.is_unsettled = began, False
        tree = choosing.tree_of(self.reader, main)
        found = {path: one for path in tree if (one := self._follow(path, kept)) is not None}
        has_changed = any(self.reader.written(path) != when for path, when in known.items())
        self._remember(main, found, kept, changed=began if has_changed else self.last.changed)

    def _follow(self, path: str, kept: Kept) -> tuple[Playlist, Run | None] | None:
        """The playlist and its run, recorded in `kept`. What was there before, as long as it is being written."""
        found, before = self.reader.playlist(path), self.last.playlists.get(path)
        run = kept.runs.get(path)
        if found is None:
            return before
        if found.is_list_of_playlists:
            # If it becomes a list of segments again, its run goes on.
            return found, None
        if not found.blocks:
            return (found, None) if run is None else before
        written = self.reader.written(path)
        new = runs.follow(run, found, written=written, written_of=self.reader.written_of)
        if run is not None and new.number != run.number and not self._is_settled(path, written):
            self.is_unsettled = True
            return before
        kept.runs[path] = new
        return found, new

    def _is_settled(self, path: str, written: int) -> bool:
        age = (disk_time.now_ns(self.stream.folder) - written) / runs.NS
        return age >= SETTLED_AFTER or self.reader.seen_for(path) >= SETTLED_AFTER

    def _remember(self, main: str, found: Found, kept: Kept, *, changed: float | None) -> None:
        versions = {path: run.version if run else "" for path, (_found, run) in found.items()}
        files = {file: versions[path] for path, (one, _run) in found.items() for file in one.files}
        kept.written = max((self.reader.written(path) for path in found), default=kept.written)
        for path, (one, _run) in found.items():
            # The newest of a long list are enough: the others are still in it.
            newest = one.files if len(one.files) <= kept_runs.MOST_LISTED else one.paths[-kept_runs.MOST_LISTED // 4 :]
            kept.list_again(dict.fromkeys(newest, versions[path]), disk_time.now_ns(self.stream.folder))
        kept_runs.save(self.stream.media_id, kept)
        self.last = Look(main, found, files, kept.versions(), kept.written, changed)


_streams: OrderedDict[tuple[str, LiveStream], Stream] = OrderedDict()
_lock = Lock()


def look(stream: LiveStream) -> Look:
    with _lock:
        key = str(settings().live_folder), stream
        if key not in _streams:
            _streams[key] = Stream(stream)
            if len(_streams) > MOST_STREAMS:
                _streams.popitem(last=False)
        _streams.move_to_end(key)
        found = _streams[key]
    return found.look()
