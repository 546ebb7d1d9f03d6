"""What recorders of running streams leave: gaps, beginnings at any time, and changes on the way."""

from collections.abc import Callable, Sequence
from pathlib import Path

from tests.corpus.films import Film, write
from tests.corpus.films_of_phones import FRAGMENTS
from tests.corpus.kinds import Kind, film
from tests.corpus.patches import begun_later, described_twice
from tests.corpus.segments import flash_video, segments

LATER = {"output_ts_offset": "3600"}
MUTED = (1.0, 2.5)
SMALL = (160, 90)
WITHOUT_LENGTH = {"write_xing": "0", "id3v2_version": "0"}


def one_stands(number: int) -> float:
    """A screen that is shared: one picture stands for 3 seconds."""
    return number / 25 if number < 25 else 3 + number / 25


def put_together(name: str, ending: str, join: Callable[[Path, Sequence[Film]], bytes], films: Sequence[Film]) -> Kind:
    return Kind(
        name,
        ending,
        lambda path: _write(path, join(path, films)),
        seconds=sum(each.seconds for each in films),
        has_picture=films[0].picture is not None,
        size=films[0].size if films[0].picture else None,
    )


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _behind(path: Path, films: Sequence[Film]) -> bytes:
    parts = []
    for each in films:
        write(path, each)
        parts.append(path.read_bytes())
    return b"".join(parts)


def _counted_anew(path: Path, films: Sequence[Film]) -> bytes:
    return segments(path, films, counts_on=False)


PART = Film("mpegts", seconds=2)
QUIET, LOUD = (
    Film("mp3", None, "mp3", seconds=2, options=WITHOUT_LENGTH, sound_options={"b": rate}) for rate in ("32k", "256k")
)
STREAMS: tuple[Kind, ...] = (
    film("MP4 whose sound has a gap", "mp4", Film("mp4", gap=MUTED)),
    film("MKV whose sound has a gap", "mkv", Film("matroska", gap=MUTED)),
    film("WebM whose sound has a gap", "webm", Film("webm", "libvpx", "libopus", gap=MUTED)),
    film("TS whose sound has a gap", "ts", Film("mpegts", gap=MUTED)),
    film("TS of ffmpeg: one time for several frames of sound", "ts", Film("mpegts", options={"max_delay": "700000"})),
    film("FLV of a muted microphone", "flv", Film("flv", sample_rate=44100, gap=MUTED)),
    film("TS of a shared screen: one picture stands", "ts", Film("mpegts", sound=None, time=one_stands), seconds=7),
    film("FLV of a shared screen: one picture stands", "flv", Film("flv", sound=None, time=one_stands), seconds=7),
    film("TS whose sound begins after 9 s", "ts", Film("mpegts", seconds=11, size=SMALL, rate=10, sound_start=9)),
    film("TS whose picture begins after 9 s", "ts", Film("mpegts", seconds=11, size=SMALL, rate=10, picture_start=9)),
    film("MKV of a running stream", "mkv", Film("matroska", options=LATER)),
    film("WebM of a running stream", "webm", Film("webm", "libvpx", "libopus", options=LATER)),
    film("Ogg of a radio: Opus", "opus", Film("ogg", None, "libopus", options=LATER)),
    film("MP4 in fragments of a running stream", "mp4", Film("mp4", options=FRAGMENTS), begun_later(1_700_000_000)),
    film("MP4 whose samples have two descriptions", "mp4", Film("mp4"), described_twice),
    put_together("TS in segments", "ts", segments, [PART, PART]),
    put_together("TS in segments, each counted from 0", "ts", _counted_anew, [PART, PART]),
    put_together(
        "TS of a broadcast: 5.1, then stereo", "ts", segments, [Film("mpegts", seconds=2, layout="5.1"), PART]
    ),
    put_together("TS: 48 kHz, then 44.1", "ts", segments, [PART, Film("mpegts", seconds=2, sample_rate=44100)]),
    put_together(
        "TS of another size in the middle", "ts", segments, [PART, Film("mpegts", seconds=2, size=(480, 270))]
    ),
    put_together(
        "FLV of another size in the middle", "flv", flash_video, [PART, Film("flv", seconds=2, size=(480, 270))]
    ),
    put_together(
        "AAC: 48 kHz, then 44.1",
        "aac",
        _behind,
        [
            Film("adts", None, seconds=2),
            Film("adts", None, seconds=2, sample_rate=44100),
        ],
    ),
    put_together("MP3 without its length: quiet, then loud", "mp3", _behind, [QUIET, LOUD]),
)
