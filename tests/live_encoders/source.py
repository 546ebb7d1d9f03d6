"""What the encoders send: a picture and a tone, encoded once."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import av

from tests.vocabulary.clips import frames as frames_of

RATE, SOUND_RATE = 10, 48_000
# After this time it begins again, with times that go on.
SECONDS = 20
MICROSECOND = Fraction(1, 1_000_000)


@dataclass(frozen=True)
class Frame:
    """An encoded frame of a "picture" or a "sound". The times are in microseconds."""

    kind: str
    data: bytes
    pts: int
    dts: int
    duration: int
    is_key: bool


@lru_cache(maxsize=1)
def clip() -> Path:
    """A key frame each second, so that segments may be that short."""
    path = Path(tempfile.mkdtemp()) / "source.mp4"
    with av.open(str(path), "w") as container:
        coding = {"preset": "ultrafast", "tune": "zerolatency", "g": str(RATE), "keyint_min": str(RATE), "threads": "1"}
        picture = container.add_stream("libx264", rate=RATE, options=coding)
        picture.width, picture.height, picture.pix_fmt = 160, 90, "yuv420p"
        sound = container.add_stream("aac", rate=SOUND_RATE)
        for frame in frames_of("testsrc2", f"size=160x90:rate={RATE}:duration={SECONDS}", "buffersink"):
            frame.time_base = Fraction(1, RATE)
            container.mux(picture.encode(frame.reformat(format="yuv420p")))
        container.mux(picture.encode(None))
        tone = f"frequency=330:sample_rate={SOUND_RATE}:duration={SECONDS}"
        for frame in frames_of("sine", tone, "abuffersink"):
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


def streams(opened: Any) -> dict[str, Any]:
    """The streams of the opened clip, from which a container learns what it must know of each."""
    return {"picture": opened.streams.video[0], "sound": opened.streams.audio[0]}


@lru_cache(maxsize=1)
def _once() -> list[Frame]:
    with av.open(str(clip())) as opened:
        kinds = {stream.index: kind for kind, stream in streams(opened).items()}
        found = [_frame(kinds[packet.stream.index], packet) for packet in opened.demux() if packet.size]
    # Sound begins a little before 0, which would be before the end of the turn before.
    within = (frame for frame in found if 0 <= frame.dts < SECONDS * 1_000_000)
    return sorted(within, key=lambda frame: frame.dts)


def _frame(kind: str, packet: Any) -> Frame:
    scale = packet.time_base / MICROSECOND
    pts, dts, duration = (int((value or 0) * scale) for value in (packet.pts, packet.dts, packet.duration))
    return Frame(kind, bytes(packet), pts, dts, duration, packet.is_keyframe)


def frames() -> Iterator[Frame]:
    """Without an end."""
    turn = 0
    while True:
        shift = turn * SECONDS * 1_000_000
        for frame in _once():
            yield Frame(frame.kind, frame.data, frame.pts + shift, frame.dts + shift, frame.duration, frame.is_key)
        turn += 1
