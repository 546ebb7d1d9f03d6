"""Recordings that are being prepared, without anybody who prepares them."""

from datetime import datetime

from sqlalchemy import select, update

from models.media.preparing import Source
from models.media.starting_to_prepare import begin_preparing
from models.plumbing import database
from models.tables import MediaFile, Preparation, User, Workflow
from tests.vocabulary.site import Site, now

AVI = Source("avi", ("mpeg4", "mp3"), is_encoded=True)


def unprepared(
    site: Site,
    owner: User | None = None,
    *,
    kind: str = "video",
    progress: int = 40,
    shown_as: str | None = None,
    usable_seconds: float | None = None,
    source: Source | None = AVI,
) -> int:
    """Its uploaded file is sent to nobody, or as the content type `shown_as` to those who can play it."""
    media_id = site.media(owner, kind=kind)
    with database.writing() as db:
        file = db.scalars(select(MediaFile).where(MediaFile.media_id == media_id, MediaFile.role == "video")).one()
        file.role, file.content_type = ("video", shown_as) if shown_as else ("original", "video/x-msvideo")
        begin_preparing(db, media_id, file.stored_name, usable_seconds=usable_seconds, now=now(), source=source)
        db.get_one(Preparation, media_id).progress = progress
    return media_id


def fail(media_id: int, trouble: str | None = "This file is encrypted.") -> None:
    _set_state(media_id, "failed")
    with database.writing() as db:
        db.get_one(Preparation, media_id).trouble = trouble


def succeed(media_id: int, content_type: str = "video/mp4") -> None:
    """What publishing writes."""
    _set_state(media_id, "done")
    with database.writing() as db:
        name = f"made-{media_id}.mp4"
        db.add(
            MediaFile(
                media_id=media_id,
                role="video",
                stored_name=name,
                content_type=content_type,
                size=10,
                duration_seconds=1.0,
                created_at=now(),
            )
        )
    from models.config.settings import settings

    (settings().media_folder / name).write_bytes(b"9876543210")


def _set_state(media_id: int, state: str, ended_at: datetime | None = None) -> None:
    with database.writing() as db:
        workflow_id = db.get_one(Preparation, media_id).workflow_id
        db.execute(update(Workflow).where(Workflow.id == workflow_id).values(state=state, ended_at=ended_at or now()))
