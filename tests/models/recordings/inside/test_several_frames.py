"""All sound is heard, also where a packet holds several frames, or several packets have one time (contract 8.70)."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from models.recordings.inside import inspecting
from models.recordings.inside.originals import Original
from tests.corpus.films import Film, write

# What the program ffmpeg gives to its own transport streams: up to 0.7 s of sound under one time.
TOGETHER = {"max_delay": "700000"}


def heard(path: Path) -> list[tuple[Fraction, Any]]:
    with path.open("rb") as file:
        return list(Original(file).frames("sound"))


def is_without_gaps(frames: list[tuple[Fraction, Any]]) -> bool:
    ends = [time + Fraction(frame.samples, frame.sample_rate) for time, frame in frames]
    return all(abs(time - end) < 0.002 for (time, _), end in zip(frames[1:], ends, strict=False))


@pytest.mark.parametrize("sound", ["aac", "mp2", "ac3", "libopus"])
@pytest.mark.parametrize("layout", ["mono", "stereo"])
def test_each_frame_of_a_transport_stream_is_heard(tmp_path: Path, sound: str, layout: str) -> None:
    write(tmp_path / "film", Film("mpegts", None, sound, layout=layout, seconds=3, options=TOGETHER))
    frames = heard(tmp_path / "film")
    assert sum(frame.samples for _, frame in frames) / 48000 == pytest.approx(3, abs=0.06)
    assert is_without_gaps(frames)


def test_a_transport_stream_of_aac_is_regular(tmp_path: Path) -> None:
    """Otherwise it would be encoded, while its streams can stay as they are."""
    write(tmp_path / "film", Film("mpegts", seconds=3, options=TOGETHER))
    with (tmp_path / "film").open("rb") as file:
        values, _ = inspecting.inspect(file)
    assert values["duration"] == pytest.approx(3, abs=0.06)
    assert isinstance(sound := values["sound"], dict)
    assert not sound["is_irregular"]


@pytest.mark.parametrize("sound", ["ac3", "mp2"])
def test_each_frame_of_a_packet_of_several_is_heard(tmp_path: Path, sound: str) -> None:
    write(tmp_path / "single", Film(sound, None, sound, seconds=3))
    _with_packets_of(3, tmp_path / "single", tmp_path / "film")
    frames = heard(tmp_path / "film")
    assert sum(frame.samples for _, frame in frames) / 48000 == pytest.approx(3, abs=0.15)
    assert is_without_gaps(frames)


def _with_packets_of(count: int, source: Path, target: Path) -> None:
    with av.open(str(source)) as container, av.open(str(target), "w", format="matroska") as output:
        stream = output.add_stream_from_template(container.streams.audio[0])
        packets: list[Any] = [packet for packet in container.demux(audio=0) if packet.size]
        for start in range(0, len(packets) - count + 1, count):
            together = av.Packet(b"".join(bytes(packet) for packet in packets[start : start + count]))
            first = packets[start]
            together.pts, together.dts, together.time_base = first.pts, first.dts, first.time_base
            together.stream = stream
            output.mux(together)
