"""Looking at a stream: which playlists it has now, which files they name, and to which runs they belong.

While nothing has changed, this asks the disk for times and sizes only, and reads no file.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from models.config.settings import settings
from models.files.live import choosing, disk_time, kept_runs
from models.files.live.following import Follower, Found
from models.files.live.kept_runs import Kept
from models.files.live.playlists import Playlist
from models.files.live.reading import Reader
from models.plumbing import steady_clock
from models.tables.live_session import LiveStream

# In memory. A stream of the largest playlists takes some 50 MB.
MOST_STREAMS = 32
# A look that takes longer than that is followed by a rest, so that looking takes a tenth of the time of a process.
SHORT_LOOK, REST_AFTER = 0.02, 10
# Some encoders remove the playlist before they write it.
AWAY_FOR = 3.0


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
    # Playlists that may be meant, where it is not clear which of them is.
    undecided: tuple[str, ...] = ()
    # Playlists that we have no right to read, where none is shown.
    refused: tuple[str, ...] = ()
    # Playlists of segments that were shown before.
    earlier: frozenset[str] = frozenset()
    # The playlists as they go out, by what is shown of them.
    texts: dict[tuple[str, object], bytes] = field(default_factory=dict, compare=False)
    # Of a file whose parts are segments: where what is shown of it begins. None: nowhere.
    first_bytes: dict[tuple[str, object], int | None] = field(default_factory=dict, compare=False)

    @cached_property
    def standing(self) -> set[str]:
        return {path for found, _run in self.playlists.values() for path in found.standing}

    @cached_property
    def _places(self) -> dict[str, tuple[Playlist, int]]:
        return {path: (one, at) for one, _run in self.playlists.values() for at, path in enumerate(one.paths)}

    def seconds_of(self, path: str) -> float:
        """How long this segment, or a part of one, is. 0 if the playlists do not say so."""
        place = self._places.get(path)
        if place is not None:
            return place[0].seconds(place[1])
        return max((one.seconds_of_parts.get(path, 0.0) for one, _run in self.playlists.values()), default=0.0)

    @cached_property
    def growing(self) -> set[str]:
        """Files of which the playlists name parts."""
        return {path for found, _run in self.playlists.values() if found.has_ranges for path in found.files}

    @cached_property
    def in_ranges(self) -> set[str]:
        """Files of which segments are parts."""
        lists = [one for one, _run in self.playlists.values() if one.has_ranges]
        return {path for one in lists for path, at in zip(one.paths, one.first_bytes, strict=True) if at is not None}

    @cached_property
    def leads_out(self) -> str | None:
        """An address in the playlists, if none of their segments can be served: by their names, they, their keys or
        their initialisation parts lie elsewhere."""
        found = [one for one, _run in self.playlists.values()]
        segments = [path for one in found for path in one.paths]
        all_lead_out = not any(segments) if segments else any(one.is_list_of_playlists for one in found)
        has_playlists = not segments and any(one.playlists for one in found)
        return next((one.lost for one in found if one.lost), None) if all_lead_out and not has_playlists else None

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
        self.follower = Follower(self.reader)
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
        meant = choosing.choose(self.reader, self.stream.playlist_name, self.stream.left_until)
        self.reader.watch(list(self.reader.asked))
        main = meant[0] if len(meant) == 1 else None
        kept = self.kept = kept_runs.load(self.stream.media_id) or self.kept
        if main is None:
            self.looks_after = began + choosing.SCAN_AFTER
            self.is_unsettled = self.last.main is not None and began - self.found_at < AWAY_FOR
            if not self.is_unsettled:
                self.last = Look(
                    listed=kept.versions(),
                    written=kept.written,
                    undecided=tuple(meant),
                    refused=self.reader.refused(),
                )
            return
        self.looks_after = began + choosing.lasts(self.reader, main)
        self.found_at = began
        tree = choosing.tree_of(self.reader, main)
        found = self.follower.follow(tree, kept.runs, self.last.playlists)
        self.reader.watch(tree)
        self.is_unsettled = self.follower.is_unsettled
        has_changed = any(path in found and self.reader.written(path) != when for path, when in known.items())
        self._remember(main, found, kept, changed=began if has_changed else self.last.changed)

    def _remember(self, main: str, found: Found, kept: Kept, *, changed: float | None) -> None:
        versions = {path: run.version if run else "" for path, (_found, run) in found.items()}
        files = {file: versions[path] for path, (one, _run) in found.items() for file in one.files}
        kept.written = max((self.reader.written(path) for path in found), default=kept.written)
        for path, (one, _run) in found.items():
            # The newest of a long list are enough: the others are still in it.
            newest = one.files if len(one.files) <= kept_runs.MOST_LISTED else one.paths[-kept_runs.MOST_LISTED // 4 :]
            kept.list_again(dict.fromkeys(newest, versions[path]), disk_time.now_ns(self.stream.folder))
        kept_runs.save(self.stream.media_id, kept)
        earlier = frozenset(kept.runs) - files.keys() - found.keys()
        self.last = Look(main, found, files, kept.versions(), kept.written, changed, earlier=earlier)


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
