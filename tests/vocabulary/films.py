"""Small recordings for tests, and what is in a recording that was made of them."""

import array
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.video.frame import VideoFrame

# Sound is made in frames of so many samples.
STEP = 1024


@dataclass(frozen=True)
class Pictures:
    """Grey pictures, each with a brightness of its own, shown at these seconds."""

    times: Sequence[float]
    codec: str = "libx264"
    width: int = 64
    height: int = 48
    pixels: str = "yuv420p"
    rate: int = 30
    time_base: Fraction = Fraction(1, 90000)
    options: dict[str, str] = field(default_factory=dict)
    brightness: Callable[[int], int] = lambda number: 30 + 5 * (number % 40)
    # Changes an encoder that is not open yet, and a frame before it is encoded.
    set_up: Callable[[Any], None] = lambda _context: None
    change: Callable[[Any, int], None] = lambda _frame, _number: None


def a440(second: float) -> float:
    return 0.25 * math.sin(2 * math.pi * 440 * second)


@dataclass(frozen=True)
class Tone:
    """From `start` on, `seconds` long. `wave` gives the sound at a second of the recording, from -1 to 1."""

    seconds: float
    start: float = 0
    codec: str = "aac"
    rate: int = 48000
    layout: str = "stereo"
    wave: Callable[[float], float] = a440
    # The seconds between which nothing is written.
    gap: tuple[float, float] = (0, 0)


def write(path: Path, kind: str, pictures: Pictures | None, tone: Tone | None = None, **options: str) -> Path:
    """`kind` is FFmpeg's name of a container."""
    with av.open(str(path), "w", format=kind, options=options) as container:
        streams = [_picture_stream(container, pictures)] if pictures else []
        sounds = [_sound_stream(container, tone)] if tone else []
        packets: list[Any] = []
        if pictures:
            packets += _picture_packets(streams[0], pictures)
        if tone:
            packets += _sound_packets(sounds[0], tone)
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            container.mux(packet)
    return path


def _picture_stream(container: Any, pictures: Pictures) -> Any:
    options = (
        {"preset": "ultrafast", "crf": "10", **pictures.options} if pictures.codec == "libx264" else pictures.options
    )
    stream = container.add_stream(pictures.codec, rate=pictures.rate, options=options)
    stream.width, stream.height, stream.pix_fmt = pictures.width, pictures.height, pictures.pixels
    stream.codec_context.time_base = pictures.time_base
    stream.codec_context.thread_count = 1
    pictures.set_up(stream.codec_context)
    return stream


def _picture_packets(stream: Any, pictures: Pictures) -> list[Any]:
    packets: list[Any] = []
    for number, time in enumerate(pictures.times):
        frame = grey(pictures.width, pictures.height, pictures.brightness(number)).reformat(format=pictures.pixels)
        frame.pts, frame.time_base = round(time / pictures.time_base), pictures.time_base
        pictures.change(frame, number)
        packets += stream.encode(frame)
    return [*packets, *stream.encode(None)]


def grey(width: int, height: int, brightness: int) -> VideoFrame:
    frame = VideoFrame(width, height, "yuv420p")
    for plane, value in zip(frame.planes, (brightness, 128, 128), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return frame


def _sound_stream(container: Any, tone: Tone) -> Any:
    stream = container.add_stream(tone.codec, rate=tone.rate)
    stream.codec_context.layout = tone.layout
    return stream


def _sound_packets(stream: Any, tone: Tone) -> list[Any]:
    packets: list[Any] = []
    resampler = AudioResampler(stream.codec_context.format.name, tone.layout, tone.rate, STEP)
    for at in range(0, round(tone.seconds * tone.rate), STEP):
        second = tone.start + at / tone.rate
        if tone.gap[0] <= second < tone.gap[1]:
            continue
        for frame in resampler.resample(_samples(tone.wave, tone.rate, second)):
            frame.pts, frame.time_base = round(second * tone.rate), Fraction(1, tone.rate)
            packets += stream.encode(frame)
    return [*packets, *stream.encode(None)]


def _samples(wave: Callable[[float], float], rate: int, second: float) -> AudioFrame:
    frame = AudioFrame("s16", "mono", STEP)
    frame.sample_rate = rate
    frame.planes[0].update(_content(wave, rate, second))
    return frame


def _content(wave: Callable[[float], float], rate: int, second: float) -> bytes:
    if wave is not a440:
        return _sampled(wave, rate, second, STEP)
    # It is the same in each second, and computing it takes longer than decoding it.
    begin = round(second * rate) % rate
    return _two_seconds(rate)[2 * begin : 2 * (begin + STEP)]


@lru_cache(maxsize=16)
def _two_seconds(rate: int) -> bytes:
    return _sampled(a440, rate, 0, 2 * rate)


def _sampled(wave: Callable[[float], float], rate: int, second: float, number: int) -> bytes:
    return array.array("h", [round(32767 * wave(second + each / rate)) for each in range(number)]).tobytes()


def shown(path: Path) -> list[tuple[float, int]]:
    """The seconds at which pictures are shown, and the brightness of the middle of each."""
    with av.open(str(path)) as container:
        return [(frame.time or 0.0, middle(frame)) for frame in container.decode(video=0)]


def middle(frame: Any) -> int:
    plane = frame.planes[0]
    return int(bytes(plane)[frame.height // 2 * plane.line_size + frame.width // 2])


def length(path: Path) -> float:
    """The seconds that a player shows."""
    with av.open(str(path)) as container:
        return (container.duration or 0) / av.time_base


def heard(path: Path, channel: int = 0) -> "array.array[float]":
    """All samples of a channel, 48,000 a second, from the beginning of the recording on."""
    samples = array.array("f")
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            at = round((frame.time or 0) * frame.sample_rate)
            samples.extend([0.0] * (at - len(samples)))
            content = array.array("f", bytes(frame.planes[channel])[: 4 * frame.samples])
            skipped = len(samples) - at
            samples.extend(content[skipped:])
    return samples


def times(rate: float, seconds: float) -> list[float]:
    return [number / rate for number in range(round(rate * seconds))]


def loudness(samples: Iterable[float]) -> float:
    values = list(samples)
    return math.sqrt(sum(value * value for value in values) / len(values)) if values else 0.0
