"""A long film of HEVC and Opus in Matroska. Each ten seconds the picture flashes and the sound clicks."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.resampler import AudioResampler

from tests.vocabulary.clips import frames
from tests.vocabulary.films import grey

MINUTE, RATE, SAMPLES = 60, 30, 48000
EVERY = 10


def make(film: Path, minutes: int, height: int) -> None:
    """A minute is encoded, and repeated. `height` is in pixels."""
    minute = _minute(film.with_name("minute.mkv"), height * 16 // 9, height)
    _repeat(minute, film, minutes)


def _minute(path: Path, width: int, height: int) -> Path:
    with av.open(str(path), "w", format="matroska") as container:
        options = {"preset": "ultrafast", "x265-params": "log-level=error:keyint=60:bframes=0:pools=none"}
        picture = container.add_stream("libx265", rate=RATE, options=options)
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        picture.codec_context.time_base = Fraction(1, RATE)
        sound = container.add_stream("libopus", rate=SAMPLES)
        packets: list[Any] = []
        for number, frame in enumerate(_pictures(width, height)):
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            packets += picture.encode(frame)
        packets += picture.encode(None)
        for samples in _clicks(sound):
            packets += sound.encode(samples)
        packets += sound.encode(None)
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            container.mux(packet)
    return path


def _pictures(width: int, height: int) -> Iterator[Any]:
    moving = frames("testsrc2", f"size={width}x{height}:rate={RATE}:duration={MINUTE}", "buffersink")
    for number, frame in enumerate(moving):
        yield grey(width, height, 235) if number % (EVERY * RATE) == 0 else frame.reformat(format="yuv420p")


def _clicks(sound: Any) -> Iterator[Any]:
    """A beep of 50 ms each ten seconds, in silence."""
    tone = frames("aevalsrc", f"0.5*sin(2*PI*1000*t)*lt(mod(t\\,{EVERY})\\,0.05):s={SAMPLES}:d={MINUTE}", "abuffersink")
    resampler = AudioResampler(sound.codec_context.format.name, "stereo", SAMPLES, 960)
    for frame in tone:
        yield from resampler.resample(frame)


def _repeat(source: Path, target: Path, times: int) -> None:
    with av.open(str(target), "w", format="matroska") as container:
        streams: list[Any] = []
        for number in range(times):
            with av.open(str(source)) as film:
                streams = streams or [container.add_stream_from_template(each, opaque=True) for each in film.streams]
                for packet in film.demux():
                    if packet.size and packet.dts is not None and packet.pts is not None:
                        shift = round(number * MINUTE / packet.time_base)
                        # The encoder of the sound begins a little before its first sample, and ends later.
                        if (number and packet.pts < 0) or packet.pts * packet.time_base >= MINUTE:
                            continue
                        packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                        packet.stream = streams[packet.stream_index]
                        container.mux(packet)
