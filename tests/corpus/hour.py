"""Prepares an hour of HEVC with Opus as a worker does, and measures it: `uv run python -m tests.corpus.hour [SECONDS]
[FOLDER] [HEIGHT]`. The height of the picture is 720 unless another one is given.

The worker is killed three times in the middle of a piece. At the end, picture and sound must still come together. What
a whole hour of 720 lines takes is written to docs/figures/hour.md.
"""

import itertools
import math
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av

from models.recordings import inspecting, judging, making, pieces, served_file
from tests.corpus import hour_film
from tests.corpus.hour_film import EVERY, MINUTE
from tests.proofs.output import print_line
from tests.vocabulary.films import middle

HOUR, LINES = 3600, 720
KILLS = 3
# The most that picture and sound may be apart, in seconds (contract 8.72).
MOST_APART = 0.040
MOST_MEGABYTES = 600
FIGURES = Path(__file__).parents[2] / "docs" / "figures" / "hour.md"
HEAD = """# An hour of HEVC, prepared

An hour of 720p HEVC with Opus in Matroska is prepared as a worker does it. The worker is killed three times in the
middle of a piece. The encoder has the lowest priority, so other work on the machine makes it slower.
"""


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else HOUR
    height = int(sys.argv[3]) if len(sys.argv) > 3 else LINES
    with tempfile.TemporaryDirectory() as given:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else given)
        film = folder / "hour.mkv"
        if not film.exists():
            hour_film.make(film, seconds // MINUTE, height)
        lines, is_fine = measured(film, folder)
    lines = ["- " + line for line in lines]
    print_line("\n".join(lines))
    if (seconds, height) == (HOUR, LINES):
        command = f"By `python -m tests.corpus.hour`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores.\n"
        FIGURES.write_text("\n".join([HEAD, command, *lines, ""]))
    if not is_fine:
        sys.exit("Too much memory, too many pieces made again, or picture and sound are not together.")


def measured(film: Path, folder: Path) -> tuple[list[str], bool]:
    """What it took, in sentences, and whether that is within the limits."""
    began, count = time.monotonic(), count_pieces(film)
    for number in range(1, KILLS + 1):
        kill_in_the_middle(film, folder, after=number * count // (KILLS + 1))
    worker = start_worker(film, folder)
    worker.join()
    took, whole = time.monotonic() - began, folder / "whole.mp4"
    memory = (folder / "memory").read_text()
    inspected = inspecting.inspect(whole)
    seconds = inspected.duration
    again = len((folder / "started").read_text().split()) - count
    apart = [apart_at(whole, at) for at in (0, int(seconds) // 2, int(seconds) - 2 * EVERY)]
    lines = [
        f"{seconds:.3f} s took {took:.0f} s: {seconds / took:.2f} times as fast as it plays.",
        f"{KILLS} kills: {again} of {count} pieces were made again.",
        f"A child had {memory} MB at most.",
        f"{whole.stat().st_size * 8 / seconds / 1000:.0f} kbit/s.",
        f"Picture and sound are apart by {', '.join(f'{part * 1000:.1f} ms' for part in apart)}: start, middle, end.",
    ]
    return lines, int(memory) < MOST_MEGABYTES and again <= KILLS and max(map(abs, apart)) <= MOST_APART


def count_pieces(film: Path) -> int:
    inspected = inspecting.inspect(film)
    return len(pieces.pieces_of(inspected, judging.judge(inspected)))


def start_worker(film: Path, folder: Path) -> Any:
    worker = multiprocessing.get_context("spawn").Process(target=prepare, args=(film, folder))
    worker.start()
    return worker


def kill_in_the_middle(film: Path, folder: Path, after: int) -> None:
    """When so many pieces are whole, and the next one is half made."""
    worker = start_worker(film, folder)
    while len(list(folder.glob("*.piece"))) < after or not any(
        part.stat().st_size for part in folder.glob("*.piece.*.part")
    ):
        if not worker.is_alive():
            sys.exit("The worker ended by itself.")
        time.sleep(0.05)
    worker.kill()
    worker.join()


def prepare(film: Path, folder: Path) -> None:
    inspected = inspecting.inspect(film)
    judgement = judging.judge(inspected)
    with served_file.open_regular(film) as original:
        for piece in pieces.pieces_of(inspected, judgement):
            if not (folder / piece.name).exists():
                with (folder / "started").open("a") as started:
                    started.write(piece.name + "\n")
                making.make_piece(original, piece, folder, inspected, judgement, going_on=lambda: True)
        making.join(original, folder, inspected, judgement, folder / "whole.mp4", going_on=lambda: True)
    (folder / "memory").write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))


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
