"""Lets the guests of the demo in, by the product's own use-cases."""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models.config.settings import settings
from models.errors import DoesNotAdmit
from models.guests import admission, visiting, watching
from models.plumbing import keys
from models.tables import GuestLink, MediaFile
from models.tables.visit import LONGEST_SILENCE
from web.cli.demo.people import Visitor

SIGN_EVERY_SECONDS = int(LONGEST_SILENCE.total_seconds()) - 60


def let_in(db: Session, link: GuestLink, visitor: Visitor, *, recording: MediaFile | None, now: datetime) -> None:
    """The visitor entered by this link, watched, and left. Does nothing if the link did not admit, as may be where the
    largest values of an admin have made it shorter."""
    came, form_hash = now - visitor.ago, keys.digest(uuid.uuid4().hex)
    session_days = settings().session_days
    entry = admission.NewEntry(visitor.name, visitor.email, form_hash)
    with suppress(DoesNotAdmit):
        admission.admit(db, link.token_hash, entry, now=came, session_days=session_days)
        guest = visiting.Guest(link.token_hash, form_hash)
        visit = visiting.start_visit(db, guest, now=came, session_days=session_days)
        if visit is None:
            return
        for seconds in _signs_of_life(visitor.seconds):
            report, heard = _report(visitor, recording, seconds), came + timedelta(seconds=seconds)
            watching.record_report(db, guest, visit, report, now=heard, played=True)


def _signs_of_life(seconds: int) -> Iterator[int]:
    """Often enough that the visit goes on, and at the end."""
    yield from range(SIGN_EVERY_SECONDS, seconds, SIGN_EVERY_SECONDS)
    if seconds:
        yield seconds


def _report(visitor: Visitor, recording: MediaFile | None, seconds: int) -> watching.Report:
    if recording is None:
        return watching.Report(seconds)
    # From the beginning.
    parts = (1 << round(visitor.share * watching.PARTS)) - 1
    place = visitor.share * (recording.duration_seconds or 0)
    return watching.Report(seconds, parts, place if visitor.share < 1 else None, recording.id)
