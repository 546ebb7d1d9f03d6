"""Unfinished uploads, without the pages that receive them."""

from datetime import datetime

from models.config.settings import settings
from models.files import unfinished
from models.files.upload_notes import Upload
from tests.vocabulary.maker import NOW


def begin(owner_id: int = 1, *, length: int = 100, came: bytes = b"", now: datetime = NOW) -> Upload:
    upload = unfinished.begin(owner_id, length=length, title="A film", metadata="title QQ==", now=now)
    if came:
        with unfinished.open_at(upload, 0) as file:
            file.write(came)
            unfinished.settle(file, now=now)
    return upload


def files() -> list[str]:
    return sorted(file.name for file in settings().arriving_folder.iterdir())
