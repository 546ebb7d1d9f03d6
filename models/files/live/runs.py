"""The runs of an encoder. When it starts again, its numbers begin anew, and ours go on (contract 9.16).

A run is what an encoder writes from one start to its end. What is served of it has its numbers moved by `offset`, so
that they only rise, and a break before its first segment. This is recorded for each playlist of segments.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from models.files.live.playlists import VERSION, Playlist

NS = 1_000_000_000


@dataclass(frozen=True)
class Run:
    """`first` and `last` are the numbers of segments that the encoder writes. `offset` is added to them."""

    number: int = 0
    offset: int = 0
    first: int = 0
    last: int = 0
    # Of the last segment: its discontinuity number as we serve it, what the playlist says of it, when it was written.
    break_number: int = 0
    # The discontinuity number of its first segment, as we serve it. The same for all playlists of a run.
    begins_at: int = 0
    identity: str = ""
    segment_written: int = 0
    # When the playlist was written.
    written: int = 0
    has_ended: bool = False

    def document(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def version(self) -> str:
        """Segments of a new run have other addresses, also where the encoder uses their names again."""
        return str(self.number) if self.number else ""


def follow(run: Run | None, found: Playlist, *, written: int, written_of: Callable[[str], int]) -> Run:
    """The run after this playlist of it was read. It must name a segment. None: it is the first run there is.

    `written` says when the playlist was written, `written_of` when a file was (0: it is not there), in nanoseconds.
    """
    if run is None:
        run, break_number = Run(first=found.first), found.break_number(found.last)
    else:
        known = max(run.last, found.first - 1)
        break_number = run.break_number + found.break_number(found.last) - _break_number_at(found, known)
    return _as_read(run, break_number, found, written, written_of)


def begin(
    number: int,
    own: Run | None,
    all_runs: Collection[Run],
    found: Playlist,
    *,
    written: int,
    written_of: Callable[[str], int],
) -> Run:
    """The run of this number, which begins with this playlist. `own` is the run that the playlist had before, and
    `all_runs` those of all playlists. Players align sounds and pictures by discontinuity numbers (facts 136)."""
    if number == 0:
        return follow(None, found, written=written, written_of=written_of)
    peer = next((run for run in all_runs if run.number == number), None)
    of = [own] if own and peer else [run for run in all_runs if run.number < number]
    next_number = max((run.last + run.offset + 1 for run in of), default=0)
    begins_at = max((run.break_number + 1 for run in of), default=0)
    offset = next_number - found.first
    if peer is not None:
        offset, begins_at = max(offset, peer.offset), max(begins_at if own else 0, peer.begins_at)
    since_first = found.break_number(found.last) - found.break_number(found.first)
    run = Run(number=number, offset=offset, first=found.first, begins_at=begins_at)
    return _as_read(run, begins_at + since_first, found, written, written_of)


def _as_read(run: Run, break_number: int, found: Playlist, written: int, written_of: Callable[[str], int]) -> Run:
    return replace(
        run,
        last=found.last,
        break_number=break_number,
        identity=found.identity(found.last),
        segment_written=written_of(found.paths[-1]),
        written=written,
        has_ended=found.has_ended,
    )


def _break_number_at(found: Playlist, number: int) -> int:
    return found.break_number(number) if number >= found.first else found.breaks_before


def may_be_older(run: Run, found: Playlist, written_of: Callable[[str], int]) -> bool:
    """Whether it may be a playlist from before the one that is known: it ends earlier, with a file that is older."""
    return found.last < run.last and 0 < written_of(found.paths[-1]) <= run.segment_written


def goes_on(run: Run, found: Playlist, written_of: Callable[[str], int]) -> bool | None:
    """Whether the playlist is of the same run as before. An encoder that appends to its old playlist goes on, too. None
    if it may be: its numbers follow, and it has no segment in common with the one before."""
    if found.last < run.last or found.first > run.last + 1:
        return False
    if found.first == run.last + 1:
        return False if run.has_ended else None
    if found.identity(run.last) != run.identity:
        return False
    if "#" in run.identity or not run.segment_written:
        return True
    index = run.last - found.first
    still_writing = 0 if run.has_ended else _still_writing(run, found.seconds(index))
    return written_of(found.paths[index]) <= run.segment_written + still_writing


def _still_writing(run: Run, seconds: float) -> int:
    """For how long the last segment may have been written to. Some encoders name a segment while they write it. What
    is written later is of a new run, which has reached the same number and name."""
    return max(run.written - run.segment_written, 0) + int(seconds * NS)


def text(found: Playlist, run: Run | None, *, skipped: int = 0, has_tail: bool = True) -> str:
    """The playlist as it goes out, without its first `skipped` segments, and perhaps without the parts of the next
    one."""
    if found.is_list_of_playlists or run is None:
        return _joined([*_head(found), *found.blocks, *found.tail], "")
    first = found.first + skipped
    has_break_of_run = run.number > 0 and first == run.first and not found.begins_with_break(first)
    # Of the first segment, counted back from the last one: many encoders do not count the breaks that they drop.
    break_number = run.break_number - (found.break_number(found.last) - found.break_number(first))
    begins_with_break = has_break_of_run or found.begins_with_break(first)
    lines = [
        *_head(found),
        *_counter("#EXT-X-MEDIA-SEQUENCE", first + run.offset),
        *_counter("#EXT-X-DISCONTINUITY-SEQUENCE", break_number - begins_with_break),
        *(["#EXT-X-DISCONTINUITY"] if has_break_of_run else []),
        *_still_holding(found, skipped),
        *found.blocks[skipped:],
        *(found.tail if has_tail else ()),
    ]
    return _joined(lines, run.version)


def _head(found: Playlist) -> list[str]:
    return ["#EXTM3U", *_counter("#EXT-X-TARGETDURATION", found.target), *found.head]


def _counter(name: str, value: int) -> list[str]:
    """Without the tag it is 0."""
    return [f"{name}:{value}"] if value else []


def _still_holding(found: Playlist, skipped: int) -> Iterable[str]:
    """The keys and the initialisation part that hold for the first segment, if what named them is skipped. In their
    order: a part is encrypted by the keys that stand before it."""
    before = [entry for entry in found.holding if entry[0] < skipped]
    last = {name: index for index, name, _tag in before}
    return [tag for index, name, tag in before if index == last[name]]


def _joined(lines: list[str], version: str) -> str:
    return "\n".join([*lines, ""]).replace(VERSION, f"?run={version}" if version else "")
