"""Channels of sound in orders that FFmpeg cannot mix, or that PyAV does not survive (facts 209)."""

import ctypes
import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

import av
from av.audio.frame import AudioFrame
from av.filter import Graph

Steps = Sequence[tuple[str, str]]
# What FFmpeg says of steps that it does not take.
REFUSED = (av.error.FFmpegError, ValueError)
# Mono goes to both ears at full strength, as players do it.
ONE: Steps = [("pan", "stereo|c0=c0|c1=c0")]
FIRST_TWO: Steps = [("channelmap", "map=0-FL|1-FR:channel_layout=stereo")]
# A sphere of sound: the first channel is all of it, the second one left against right. Behind them there may be two
# that stay with the head (RFC 8486).
_AMBISONIC = re.compile(r"ambisonic ([0-9]{1,2})(\+stereo)?")


def mixings(layout: str, count: int) -> tuple[Steps, ...]:
    """The steps that make two channels of these. The first ones that FFmpeg takes are right; with none it mixes by
    itself."""
    if count == 1:
        return (ONE,)
    if match := _AMBISONIC.fullmatch(layout):
        first = (int(match[1]) + 1) ** 2
        left, right = (f"+c{first}", f"+c{first + 1}") if match[2] else ("", "")
        return ([("pan", f"stereo|c0=0.5*c0+0.5*c1{left}|c1=0.5*c0-0.5*c1{right}")], FIRST_TWO)
    return ((), FIRST_TWO)


def _is_own(frame: AudioFrame) -> bool:
    """Whether the file may have an order of its own: "6 channels (FL+FR+SL+SR+FC+LFE)"."""
    return "(" in frame.layout.name


def spare(frames: Iterable[object]) -> None:
    """Call this with all frames that were decoded. Of an order of its own PyAV frees the memory twice, once with the
    layout: so that one is never freed."""
    for frame in frames:
        if isinstance(frame, AudioFrame) and _is_own(frame):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(frame.layout))


def empty(like: AudioFrame, samples: int) -> AudioFrame:
    """A frame of the same kind. What is in it is not said."""
    if not _is_own(like):
        frame = AudioFrame(like.format.name, like.layout.name, samples)
        frame.sample_rate = like.sample_rate
        return frame
    graph = Graph()
    kind = f"channel_layout={like.layout.name}:sample_rate={like.sample_rate}:nb_samples={samples}"
    steps = [graph.add("anullsrc", kind), graph.add("aformat", f"sample_fmts={like.format.name}")]
    sink = graph.add("abuffersink")
    graph.link_nodes(*steps, sink).configure()
    made: Any = sink.pull()
    spare([made])
    return cast(AudioFrame, made)
