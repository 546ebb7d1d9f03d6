"""What an owner does who replaces the file of a recording."""

import uuid
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from models.config.settings import settings
from models.files import storage
from models.media import adding_recordings, replacing
from models.media.adding_recordings import StoredRecording
from models.plumbing import database
from models.recordings.inspected import Inspected, Sound
from models.recordings.judging import judge
from tests.proofs.transactions.instants import SOON
from tests.proofs.transactions.setup import Act, Setup
from tests.vocabulary.without_children import FOUND

# Every browser plays it.
PLAYABLE = replace(FOUND, container="mp4", sound=Sound("aac", "LC", 2, 48000))


def replace_file(file: Path, inspected: Inspected) -> Act:
    """As the web does it: what is not used any more is discarded after the commit."""

    def act(bind: Engine, setup: Setup) -> str:
        keeping = adding_recordings.keep_recording(file, inspected, keep=storage.keep_copy)
        with keeping as kept, database.writing(bind) as db:
            gone = replacing.replace_recording(db, setup.media_id, kept, now=SOON)
        storage.discard(*gone)
        return "replaced"

    return act


def replace_rows(inspected: Inspected = FOUND, *, name: str = "") -> Act:
    """The rows only. The file is in the media folder before the transaction begins. Its name is random if none is
    given."""

    def act(bind: Engine, setup: Setup) -> str:
        judgement = judge(inspected)
        stored_name = name or f"{uuid.uuid4().hex}.{judgement.ending}"
        recording = StoredRecording(stored_name, None, inspected, judgement)
        (settings().media_folder / recording.name).write_bytes(b"0123456789")
        with database.writing(bind) as db:
            replacing.replace_recording(db, setup.media_id, recording, now=SOON)
        return "replaced"

    return act
