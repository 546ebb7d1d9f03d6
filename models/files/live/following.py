"""To which runs the playlists of a stream belong. They begin a new run together (contract 9.16)."""

from collections.abc import Mapping

from models.files.live import disk_time, runs
from models.files.live.playlists import Playlist
from models.files.live.reading import Reader
from models.files.live.runs import NS, Run
from models.plumbing import steady_clock

# What looks like a new run may be a playlist that is just being written.
SETTLED_AFTER = 0.5
# Or it may be an older playlist that comes late: over another connection, or from the memory of a network drive.
LATE_FOR = 5.0
Found = dict[str, tuple[Playlist, Run | None]]


class Follower:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        # Of playlists that may be older ones: the run that is known, and since when, by the steady clock.
        self.late: dict[str, tuple[Run, float]] = {}
        self.is_unsettled = False

    def follow(self, tree: list[str], known: dict[str, Run], before: Found) -> Found:
        """The playlists of the tree with their runs, which are recorded in `known`. What was there before, as long as
        one is being written."""
        self.is_unsettled = False
        read = {path: self.reader.playlist(path) for path in tree}
        numbers = self._beginning({path: one for path, one in read.items() if one is not None and one.blocks}, known)
        earlier = list(known.values())
        result: Found = {}
        for path, found in read.items():
            entry = before.get(path)
            if found is not None and found.blocks:
                entry = self._followed(path, found, known, numbers.get(path), earlier, entry)
            elif found is not None and (found.is_list_of_playlists or path not in known):
                # If a list of playlists becomes a list of segments again, its run goes on.
                entry = found, None
            if entry is not None:
                result[path] = entry
        return result

    def _followed(
        self,
        path: str,
        found: Playlist,
        known: dict[str, Run],
        number: int | None,
        earlier: list[Run],
        before: tuple[Playlist, Run | None] | None,
    ) -> tuple[Playlist, Run | None]:
        run = known.pop(path, None)
        written, written_of = self.reader.written(path), self.reader.written_of
        if number is None:
            new = runs.follow(run, found, written=written, written_of=written_of)
        elif run is None or self._is_settled(path, found, run):
            new = runs.begin(number, run, earlier, found, written=written, written_of=written_of)
        else:
            self.is_unsettled = True
            known[path] = run
            return before or (found, run)
        # The newest are last.
        known[path] = new
        return found, new

    def _beginning(self, lists: Mapping[str, Playlist], known: Mapping[str, Run]) -> dict[str, int]:
        """The number of the run that each of these playlists begins. Those that go on are left out."""
        if not known:
            return {}
        newest = max(run.number for run in known.values())
        last = [known[path].written for path in lists if path in known and known[path].number == newest]
        ways = {path: self._goes_on(found, known.get(path), newest if last else -1) for path, found in lists.items()}
        begin = {path for path, goes_on in ways.items() if goes_on is False}
        # An encoder may have written only some of its playlists before it started once more.
        late = {path for path in lists if last and self._is_lately(path, lists[path], max(last))}
        doubtful = {path for path, goes_on in ways.items() if goes_on is None}
        begin |= doubtful if begin & set(known) else {path for path in doubtful & late if known[path].number < newest}
        joins = begin <= late and not any(path in known and known[path].number == newest for path in begin)
        return dict.fromkeys(begin, newest if joins else newest + 1)

    def _goes_on(self, found: Playlist, run: Run | None, newest: int) -> bool | None:
        """`newest`: the newest run that playlists of the tree have. -1: none of them has the newest run of the stream,
        so what is shown by now is another tree."""
        if run is None or newest < 0:
            return False
        return runs.goes_on(run, found, self.reader.written_of)

    def _is_lately(self, path: str, found: Playlist, last: int) -> bool:
        return self.reader.written(path) - last <= found.pauses_after * NS

    def _is_settled(self, path: str, found: Playlist, run: Run) -> bool:
        now, written = steady_clock.seconds(), self.reader.written(path)
        if runs.may_be_older(run, found, self.reader.written_of):
            known, since = self.late.get(path, (run, now))
            self.late[path] = run, since if known == run else now
            return now - self.late[path][1] >= LATE_FOR
        self.late.pop(path, None)
        age = (disk_time.now_ns(self.reader.folder) - written) / NS
        return age >= SETTLED_AFTER or self.reader.seen_for(path) >= SETTLED_AFTER
