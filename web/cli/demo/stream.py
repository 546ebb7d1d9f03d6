"""The encoder of the demo's live session: writes the landscape into the live folder while the demo runs."""

import contextlib
import itertools
import shutil
import time
from fractions import Fraction
from pathlib import Path

import av

from models.config.settings import settings
from models.files.live.choosing import USUAL_NAMES
from models.media import live_sessions
from models.plumbing import clock, database
from web.cli.demo.landscape import Landscape
from web.cli.demo.story import FOLDER

# Few frames a second and a small picture, because the encoder shares the machine with everything else.
RATE = 8
DAY = Landscape(scale=0.5, rate=RATE, part=16, fade=4, endless=True)
SEGMENT_SECONDS = 2
OPTIONS = {
    "hls_time": str(SEGMENT_SECONDS),
    "hls_list_size": "6",
    # A slow viewer may still need a segment that the playlist has dropped: it stays for two minutes (some 2 MB).
    "hls_delete_threshold": "60",
    # `temp_file`: the playlist is written to another file and renamed, so that nobody reads half of it.
    "hls_flags": "delete_segments+temp_file+independent_segments+omit_endlist",
    # Segment numbers rise from one start to the next. Otherwise a player that sees both streams would jump back.
    "hls_start_number_source": "epoch",
}


def broadcast() -> None:
    """Runs until the process ends. It writes only while the live session needs it: an erased folder stays erased."""
    while True:
        if _is_needed():
            # The folder may be erased while the encoder writes.
            with contextlib.suppress(av.error.FFmpegError, OSError):
                _write_while_needed(settings().live_folder / FOLDER)
        time.sleep(SEGMENT_SECONDS)


def _is_needed() -> bool:
    with database.reading() as db:
        return live_sessions.is_on_or_upcoming(db, FOLDER, now=clock.utcnow())


def _write_while_needed(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with av.open(str(folder / USUAL_NAMES[0]), "w", format="hls", options=OPTIONS) as container:
        frames_per_segment = SEGMENT_SECONDS * RATE
        # Each segment begins with a key frame.
        key_frames = {"g": str(frames_per_segment), "keyint_min": str(frames_per_segment)}
        coding = {"preset": "ultrafast", "tune": "zerolatency", "threads": "1"} | key_frames
        video = container.add_stream("libx264", rate=RATE, options=coding)
        (video.width, video.height), video.pix_fmt, video.bit_rate = DAY.size, "yuv420p", 150_000
        started = time.monotonic()
        for number, frame in enumerate(itertools.chain.from_iterable(DAY.frames() for _ in itertools.count())):
            if number % frames_per_segment == 0 and not _is_needed():
                return
            time.sleep(max(0.0, started + number / RATE - time.monotonic()))
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(video.encode(frame.reformat(format="yuv420p")))
