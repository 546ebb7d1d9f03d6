"""Makes a short film or sound of any container and codec. A pattern moves, and a tone is heard from start to end."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.resampler import AudioResampler

from tests.vocabulary.clips import frames

# Only errors: the encoder of AV1 would fill the table.
os.environ.setdefault("SVT_LOG", "1")
TICKS = Fraction(1, 90_000)
QUICKLY = {
    "libx264": {"preset": "ultrafast", "bf": "2"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"},
    "libsvtav1": {"preset": "12", "svtav1-params": "lp=1"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
}
EXPERIMENTAL = {"strict": "experimental"}


@dataclass(frozen=True)
class Film:
    """`container` and codecs are FFmpeg's names. Without a picture it is sound alone."""

    container: str
    picture: str | None = "libx264"
    sound: str | None = "aac"
    seconds: float = 4
    size: tuple[int, int] = (320, 180)
    rate: int = 25
    pixels: str = "yuv420p"
    sample_rate: int = 48000
    layout: str = "stereo"
    # When the sound begins, and when the picture does.
    sound_start: float = 0
    picture_start: float = 0
    # The seconds between which no sound is written.
    gap: tuple[float, float] = (0, 0)
    # Where the frame of this number is shown, in seconds. Without it, they are even.
    time: Callable[[int], float] | None = None
    # Options of the container, the picture and the sound.
    options: dict[str, str] = field(default_factory=dict)
    picture_options: dict[str, str] = field(default_factory=dict)
    sound_options: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    picture_tags: dict[str, str] = field(default_factory=dict)
    # Changes the encoder of the picture before it is opened, and each of its frames.
    set_up: Callable[[Any], None] = lambda _context: None
    change: Callable[[Any], None] = lambda _frame: None
    # Adds streams before the file is begun, and gives their packets.
    more: Callable[[Any], list[Any]] = lambda _container: []


def pixels_of(width: int, height: int) -> Callable[[Any], None]:
    """Sets up an encoder for pixels that are so wide for their height."""

    def set_up(context: Any) -> None:
        context.sample_aspect_ratio = Fraction(width, height)

    return set_up


def write(path: Path, film: Film) -> None:
    with av.open(str(path), "w", format=film.container, options=film.options) as container:
        container.metadata.update(film.tags)
        picture = _picture_stream(container, film) if film.picture else None
        sound = _sound_stream(container, film) if film.sound else None
        packets = list(film.more(container))
        packets += list(_pictures(picture, film)) if picture else []
        packets += [packet for packet in _sounds(sound, film) if not _is_in(film.gap, packet)] if sound else []
        for packet in sorted(packets, key=lambda packet: (packet.dts or 0) * packet.time_base):
            container.mux(packet)


def _is_in(gap: tuple[float, float], packet: Any) -> bool:
    return bool(gap[0] <= packet.pts * packet.time_base < gap[1])


def _picture_stream(container: Any, film: Film) -> Any:
    options = {**QUICKLY.get(film.picture or "", {}), **film.picture_options}
    stream = container.add_stream(film.picture, rate=film.rate, options=options)
    stream.width, stream.height, stream.pix_fmt = *film.size, film.pixels
    stream.codec_context.thread_count = 1
    stream.metadata.update(film.picture_tags)
    if film.time:
        stream.codec_context.time_base = TICKS
    film.set_up(stream.codec_context)
    return stream


def _pictures(stream: Any, film: Film) -> Iterator[Any]:
    width, height = film.size
    pattern = f"size={width}x{height}:rate={film.rate}:duration={film.seconds - film.picture_start}"
    for number, frame in enumerate(frames("testsrc2", pattern, "buffersink")):
        drawn = frame.reformat(format=film.pixels)
        if film.time:
            drawn.time_base, drawn.pts = TICKS, round(film.time(number) / TICKS)
        else:
            drawn.time_base, drawn.pts = Fraction(1, film.rate), number + round(film.picture_start * film.rate)
        film.change(drawn)
        yield from stream.encode(drawn)
    yield from stream.encode(None)


def _sound_stream(container: Any, film: Film) -> Any:
    options = {**(EXPERIMENTAL if film.sound == "vorbis" else {}), **film.sound_options}
    stream = container.add_stream(film.sound, rate=film.sample_rate, layout=film.layout, options=options)
    stream.codec_context.thread_count = 1
    if film.sound in {"wmav2", "wmav1"}:
        stream.bit_rate = 128_000
    return stream


def _sounds(stream: Any, film: Film) -> Iterator[Any]:
    rate = film.sample_rate
    context = stream.codec_context
    context.open()
    resampler = AudioResampler(context.format.name, film.layout, rate, frame_size=context.frame_size or 1024)
    tone = f"frequency=440:sample_rate={rate}:duration={film.seconds - film.sound_start}"
    tone += ":samples_per_frame=1024"
    for frame in [*frames("sine", tone, "abuffersink"), None]:
        for ready in resampler.resample(frame):
            ready.pts = None if ready.pts is None else ready.pts + round(film.sound_start * rate)
            yield from stream.encode(ready)
    yield from stream.encode(None)
