"""Uploads each recording, waits until it is prepared, plays it, and says what was seen."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.media.preparing import MediaState
from tests.corpus.judging import faults
from tests.corpus.kinds import Kind
from tests.corpus.playing import Played
from tests.corpus.site import Site, file_name, running_site


@dataclass(frozen=True)
class Tried:
    kind: Kind
    # What became of it: "refused", "as it is", "prepared", "as it is, and prepared", "failed".
    outcome: str
    # As the first source played.
    played: Played | None
    frames: int
    # What is wrong. Nothing if all is right.
    faults: list[str]


def tried(kinds: Sequence[Kind]) -> Iterator[Tried]:
    with running_site() as site, tempfile.TemporaryDirectory() as folder:
        uploaded = []
        for kind in kinds:
            path = Path(folder) / file_name(kind)
            kind.make(path)
            uploaded.append((kind, site.upload(path, kind)))
            path.unlink()
        for kind, item in uploaded:
            if item.refusal is None and kind.refusal is None:
                yield _watched(site, kind, item.media_id)
            else:
                said = [] if item.refusal == kind.refusal else [f"“{item.refusal}” and not “{kind.refusal}”"]
                yield Tried(kind, "refused" if item.refusal else "taken", None, 0, said)


def _watched(site: Site, kind: Kind, media_id: int) -> Tried:
    preparing = site.prepared(media_id)
    if preparing.state is not MediaState.READY:
        return Tried(kind, "failed", None, 0, [f"{preparing.state}: {preparing.trouble}"])
    files = site.files(media_id)
    seconds = kind.seconds if kind.seconds > 0 else float(files[0].duration_seconds or 0)
    played = site.watch(media_id)
    found = [
        f"{file.content_type}: {fault}"
        for file, each in zip(files, played, strict=True)
        for fault in faults(kind, each, seconds, site.frames(file))
    ]
    return Tried(kind, _outcome(site, media_id, len(files)), played[0], site.frames(files[0]), found)


def _outcome(site: Site, media_id: int, files: int) -> str:
    if not site.was_prepared(media_id):
        return "as it is"
    return "as it is, and prepared" if files > 1 else "prepared"
