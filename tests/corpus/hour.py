"""Prepares an hour of HEVC with Opus as a worker does, and measures it: `uv run python -m tests.corpus.hour [SECONDS]
[FOLDER] [HEIGHT]`. The height of the picture is 720 unless another one is given.

Each ten seconds the picture flashes and the sound clicks. Both must still come together at the end.
"""

import itertools
import math
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.resampler import AudioResampler

from models.recordings import inspecting, judging, making, pieces, served_file
from tests.vocabulary.films import grey, middle
from web.cli.demo.clip import frames

MINUTE, RATE, SAMPLES = 60, 30, 48000
HEIGHT = int(sys.argv[3]) if len(sys.argv) > 3 else 720
WIDTH = HEIGHT * 16 // 9
EVERY = 10
# The most that picture and sound may be apart, in seconds (contract 8.72).
MOST_APART = 0.040


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 3600
    with tempfile.TemporaryDirectory() as given:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else given)
        film = folder / "hour.mkv"
        if not film.exists():
            repeat(minute(folder / "minute.mkv"), film, seconds // MINUTE)
        whole = prepared(film, folder)
        apart = [apart_at(whole, at) for at in (0, seconds // 2, seconds - 2 * EVERY)]
    say("picture and sound are apart by", ", ".join(f"{part * 1000:.1f} ms" for part in apart))
    if max(map(abs, apart)) > MOST_APART:
        sys.exit("That is too much.")


def say(*parts: str) -> None:
    sys.stdout.write(" ".join(parts) + "\n")
    sys.stdout.flush()


def minute(path: Path) -> Path:
    with av.open(str(path), "w", format="matroska") as container:
        options = {"preset": "ultrafast", "x265-params": "log-level=error:keyint=60:bframes=0:pools=none"}
        picture = container.add_stream("libx265", rate=RATE, options=options)
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.codec_context.time_base = Fraction(1, RATE)
        sound = container.add_stream("libopus", rate=SAMPLES)
        packets: list[Any] = []
        for number, frame in enumerate(pictures()):
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            packets += picture.encode(frame)
        packets += picture.encode(None)
        for samples in clicks(sound):
            packets += sound.encode(samples)
        packets += sound.encode(None)
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            container.mux(packet)
    return path


def pictures() -> Iterator[Any]:
    moving = frames("testsrc2", f"size={WIDTH}x{HEIGHT}:rate={RATE}:duration={MINUTE}", "buffersink")
    for number, frame in enumerate(moving):
        yield grey(WIDTH, HEIGHT, 235) if number % (EVERY * RATE) == 0 else frame.reformat(format="yuv420p")


def clicks(sound: Any) -> Iterator[Any]:
    """A beep of 50 ms each ten seconds, in silence."""
    tone = frames("aevalsrc", f"0.5*sin(2*PI*1000*t)*lt(mod(t\\,{EVERY})\\,0.05):s={SAMPLES}:d={MINUTE}", "abuffersink")
    resampler = AudioResampler(sound.codec_context.format.name, "stereo", SAMPLES, 960)
    for frame in tone:
        yield from resampler.resample(frame)


def repeat(source: Path, target: Path, times: int) -> None:
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


def prepared(film: Path, folder: Path) -> Path:
    inspected = inspecting.inspect(film)
    judgement = judging.judge(inspected)
    started, whole = time.monotonic(), folder / "whole.mp4"
    with served_file.open_regular(film) as original:
        for piece in pieces.pieces_of(inspected, judgement):
            making.make_piece(original, piece, folder, inspected, judgement, going_on=lambda: True)
            say(piece.name, f"after {time.monotonic() - started:.0f} s")
        made = making.join(original, folder, inspected, judgement, whole, going_on=lambda: True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    took, computed = time.monotonic() - started, used.ru_utime + used.ru_stime
    say(f"{inspected.duration:.0f} s took {took:.0f} s: {inspected.duration / took:.2f} times as fast as it plays.")
    say(f"It computed for {computed:.0f} s ({inspected.duration / computed:.2f}).")
    say(f"A child had {used.ru_maxrss // 1024} MB at most.")
    say(f"{made.duration:.3f} s, {made.size / 1e6:.0f} MB, {made.size * 8 / made.duration / 1000:.0f} kbit/s")
    return whole


def apart_at(whole: Path, second: int) -> float:
    """How much later the click comes than the flash, after this second."""
    flash = next(time for time, frame in _decoded(whole, "video", second) if middle(frame) > 220)
    for began, frame in _decoded(whole, "audio", second):
        samples = memoryview(bytes(frame.planes[0])).cast("f")[: frame.samples]
        loud = next((at for at in range(len(samples)) if abs(samples[at]) > 0.05), None)
        if loud is not None and (click := began + loud / frame.sample_rate) > flash - EVERY / 2:
            return float(click - flash)
    return math.inf


def _decoded(whole: Path, kind: str, second: int) -> Iterator[tuple[float, Any]]:
    with av.open(str(whole)) as container:
        container.seek(second * av.time_base)
        decoded: Iterator[Any] = container.decode(**{kind: 0})
        for frame in itertools.islice(decoded, 3000):
            if frame.time is not None and frame.time >= second - 0.001:
                yield frame.time, frame


if __name__ == "__main__":
    main()
