"""Films of minutes, made in a second: the same second of film again and again."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from tests.vocabulary.films import grey

RATE = 25


def write_long_film(path: Path, *, seconds: int, width: int = 320, height: int = 180) -> Path:
    """An AVI with MPEG-4 part 2, which browsers do not play."""
    with av.open(str(path), "w", format="avi") as container:
        stream = container.add_stream("mpeg4", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, RATE)
        packets = [(bytes(packet), packet.is_keyframe) for packet in _second(stream, width, height)]
        for number in range(seconds * len(packets)):
            content, is_key = packets[number % len(packets)]
            packet = av.Packet(content)
            packet.stream, packet.time_base, packet.is_keyframe = stream, Fraction(1, RATE), is_key
            packet.pts = packet.dts = number
            container.mux(packet)
    return path


def _second(stream: Any, width: int, height: int) -> list[Any]:
    packets = []
    for number in range(RATE):
        frame = grey(width, height, 30 + 5 * number)
        frame.pts, frame.time_base = number, Fraction(1, RATE)
        packets += stream.encode(frame)
    return [*packets, *stream.encode(None)]
