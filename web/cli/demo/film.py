"""The demo's film: a day in the hills with quiet music; and the music alone."""

from fractions import Fraction
from pathlib import Path

import av

from web.cli.demo import music
from web.cli.demo.landscape import Landscape

DAY = Landscape(scale=1, rate=15, part=9, fade=3)
# The quickest to make. What stands still needs few bytes, so the picture may be good.
PICTURE = {"preset": "ultrafast", "crf": "20", "g": str(4 * DAY.rate), "threads": "1"}
# So that browsers can play it at once.
INDEX_FIRST = {"movflags": "faststart"}


def make_film(target: Path) -> None:
    """Writes an MP4 (H.264, AAC)."""
    with av.open(str(target), "w", format="mp4", options=INDEX_FIRST) as container:
        video = container.add_stream("libx264", rate=DAY.rate, options=PICTURE)
        (video.width, video.height), video.pix_fmt = DAY.size, "yuv420p"
        audio = container.add_stream("aac", rate=music.SAMPLES_A_SECOND, layout="mono")
        audio.bit_rate = 48_000
        for frame in DAY.frames():
            frame.time_base = Fraction(1, DAY.rate)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for frame in music.frames(DAY.seconds):
            container.mux(audio.encode(frame))
        container.mux(audio.encode(None))


def make_music(target: Path, film: Path) -> None:
    """Writes the sound of the film as an MP4 of its own."""
    with av.open(str(film)) as whole, av.open(str(target), "w", format="ipod", options=INDEX_FIRST) as container:
        sound = container.add_stream_from_template(whole.streams.audio[0])
        for packet in whole.demux(audio=0):
            if packet.dts is not None:
                packet.stream = sound
                container.mux(packet)
