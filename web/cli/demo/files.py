"""The demo's files: the film and its captions, the music, and the posters. All of them are made here."""

import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from models.files import storage
from models.files.storage import StoredFile
from models.media import adding_recordings
from models.media.adding_recordings import StoredRecording
from models.recordings import inspecting
from web.cli.demo.captions import SENTENCES, webvtt
from web.cli.demo.film import make_film, make_music
from web.cli.demo.landscape import still
from web.cli.demo.lights import DUSK, NIGHT, NOON, Light

# Of the live session, the music and the concert: the light, and where the sun or the moon is.
POSTERS: dict[str, tuple[Light, tuple[int, int]]] = {
    "live": (DUSK, (344, 186)),
    "music": (NIGHT, (470, 90)),
    "concert": (NOON, (476, 76)),
}
POSTER_SCALE = 1.5


@dataclass(frozen=True)
class Files:
    """`captions`: by language. `posters`: by the names in POSTERS. The film's poster is one of its own pictures."""

    film: StoredRecording
    music: StoredRecording
    captions: dict[str, StoredFile]
    posters: dict[str, StoredFile]


@contextmanager
def kept_files(drawn: int | None) -> Iterator[Files]:
    """Their rows are committed in the block. If the block raises, the files are removed. `drawn`: the reading end of a
    pipe from which the film comes (drawing_ahead.py). Without it, the film is drawn now."""
    with ExitStack() as kept:
        film, music = _recordings(kept, drawn)
        captions = {language: kept.enter_context(storage.kept(webvtt(language), "vtt")) for language in SENTENCES}
        posters = {name: kept.enter_context(storage.kept(_poster(name), "jpg")) for name in POSTERS}
        yield Files(film, music, captions, posters)


def _recordings(kept: ExitStack, drawn: int | None) -> list[StoredRecording]:
    folder = Path(kept.enter_context(TemporaryDirectory()))
    film, music = folder / "film.mp4", folder / "music.m4a"
    _write_film(film, drawn)
    make_music(music, film)
    # Each is read by a process of its own.
    with ThreadPoolExecutor() as threads:
        inspected = list(threads.map(inspecting.inspect, (film, music)))
    return [
        kept.enter_context(adding_recordings.keep_recording(path, found, keep=storage.keep_copy))
        for path, found in zip((film, music), inspected, strict=True)
    ]


def _write_film(target: Path, drawn: int | None) -> None:
    if drawn is not None:
        with os.fdopen(drawn, "rb") as pipe:
            target.write_bytes(pipe.read())
    # Nothing came if the process that draws was killed.
    if drawn is None or not target.stat().st_size:
        make_film(target)


def _poster(name: str) -> bytes:
    light, place = POSTERS[name]
    jpeg = io.BytesIO()
    still(light, POSTER_SCALE, place).save(jpeg, "JPEG", quality=88)
    return jpeg.getvalue()
