"""The demo's live session: an encoder that writes a moving picture into the live folder, as long as the demo runs."""

import contextlib
import shutil
import time
from fractions import Fraction
from pathlib import Path

import av

from models.config.settings import settings
from models.files.streams import PLAYLIST
from models.media import live_sessions
from models.plumbing import clock, database
from web.cli.demo.clip import frames
from web.cli.demo.content import FOLDER

# Small and slow: it runs beside everything else on one machine.
RATE, WIDTH, HEIGHT = 8, 320, 180
SEGMENT_SECONDS = 2
OPTIONS = {
    "hls_time": str(SEGMENT_SECONDS),
    "hls_list_size": "6",
    # A few segments longer than the playlist names them: a slow reader may still be at one.
    "hls_delete_threshold": "6",
    # The playlist is replaced whole, so that nobody reads half of one.
    "hls_flags": "delete_segments+temp_file+independent_segments+omit_endlist",
    # Numbers go on rising from one start to the next: a player that sees both is not sent back.
    "hls_start_number_source": "epoch",
}


def broadcast() -> None:
    """Until this process is ended, and only while the demo's live session is there to be watched: what is erased stays
    erased."""
    while True:
        if _is_awaited():
            # Its folder may be erased under the encoder's hands.
            with contextlib.suppress(av.error.FFmpegError, OSError):
                _write_while_awaited(settings().live_folder / FOLDER)
        time.sleep(SEGMENT_SECONDS)


def _is_awaited() -> bool:
    with database.reading() as db:
        return live_sessions.is_awaited(db, FOLDER, now=clock.utcnow())


def _write_while_awaited(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with av.open(str(folder / PLAYLIST), "w", format="hls", options=OPTIONS) as container:
        every = SEGMENT_SECONDS * RATE
        coding = {"preset": "ultrafast", "tune": "zerolatency", "g": str(every), "keyint_min": str(every)}
        video = container.add_stream("libx264", rate=RATE, options=coding | {"threads": "1"})
        video.width, video.height, video.pix_fmt, video.bit_rate = WIDTH, HEIGHT, "yuv420p", 150_000
        began = time.monotonic()
        for number, frame in enumerate(frames("testsrc2", f"size={WIDTH}x{HEIGHT}:rate={RATE}", "buffersink")):
            if number % every == 0 and not _is_awaited():
                return
            time.sleep(max(0.0, began + number / RATE - time.monotonic()))
            frame.time_base = Fraction(1, RATE)
            container.mux(video.encode(frame.reformat(format="yuv420p")))
