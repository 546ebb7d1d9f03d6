"""Work that is due, for each maintenance task. Each function makes some, and returns a query for the time at which it
was done."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from models.config.settings import settings
from models.files import storage, unfinished, work_folder
from models.media import starting_to_prepare
from models.people import resetting, user_sessions
from models.plumbing import database
from models.site import audit
from models.tables import (
    AuditEntry,
    GuestEntry,
    GuestGroup,
    GuestLink,
    GuestSession,
    MaintenanceRun,
    MediaItem,
    UserSession,
    Visit,
    Workflow,
)
from models.tables.one_time_address import OneTimeAddress
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker

BEFORE = datetime.now(UTC) - timedelta(days=2)


def an_expired_link(maker: Maker) -> Any:
    maker.link(days=1, now=BEFORE)
    return select(GuestLink.expiry_recorded_at)


def a_used_up_link(maker: Maker) -> Any:
    maker.enter(maker.link(clicks=1, now=BEFORE), now=BEFORE)
    return select(GuestLink.limit_recorded_at)


def a_silent_visit(maker: Maker) -> Any:
    acts.watch(maker, maker.enter(maker.link(now=BEFORE), now=BEFORE), now=BEFORE)
    return select(Visit.ended_at)


def a_waiting_workflow(maker: Maker) -> Any:
    acts.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    return select(Workflow.leased_until)


def a_recording_to_prepare(maker: Maker) -> Any:
    media_id = maker.media(now=BEFORE)
    acts.do(maker, starting_to_prepare.begin_preparing, media_id, "film.avi", usable_seconds=None, now=BEFORE)
    return select(Workflow.leased_until)


def a_folder_of_work_that_ended(_maker: Maker) -> Any:
    work_folder.opened(7)
    # A folder is not a row, so we query the time of the run.
    return select(MaintenanceRun.last_success_at)


def an_item_without_its_file(maker: Maker) -> Any:
    maker.media(now=BEFORE)
    for file in settings().media_folder.glob("*.*"):
        file.unlink()
    return select(MediaItem.missing_since)


def a_link_without_its_group(maker: Maker) -> Any:
    maker.link(now=BEFORE)
    with database.writing(maker.bind) as db:
        db.execute(delete(GuestGroup))
    return select(func.max(GuestGroup.created_at))


def an_entry_of_long_ago(maker: Maker) -> Any:
    long_ago = BEFORE - timedelta(days=90)
    maker.enter(maker.link(now=long_ago), now=long_ago)
    return select(GuestEntry.erased_at)


def an_act_of_long_ago(maker: Maker) -> Any:
    acts.do(maker, audit.note, "backup_made", user_id=None, now=BEFORE - timedelta(days=730))
    # The task removes the row, so we query the time of its run if no row is left.
    return select(MaintenanceRun.last_success_at).where(~select(AuditEntry.id).exists())


def a_sign_in_of_long_ago(maker: Maker) -> Any:
    acts.do(maker, user_sessions.begin_session, maker.user().id, browser="", now=BEFORE - timedelta(days=90))
    # The task removes the row, so we query the time of its run if no row is left.
    return select(MaintenanceRun.last_success_at).where(~select(UserSession.id).exists())


def an_upload_of_long_ago(maker: Maker) -> Any:
    unfinished.begin(maker.user().id, length=100, title="A film", metadata="", now=BEFORE)
    # A file is not a row, so we query the time of the run if none is left.
    return select(MaintenanceRun.last_success_at)


def a_one_time_address_of_long_ago(maker: Maker) -> Any:
    acts.do(maker, resetting.make_reset_address, maker.user().id, now=BEFORE - timedelta(days=90))
    return select(MaintenanceRun.last_success_at).where(~select(OneTimeAddress.id).exists())


def a_guest_of_long_ago(maker: Maker) -> Any:
    long_ago = BEFORE - timedelta(days=90)
    maker.enter(maker.link(now=long_ago), now=long_ago)
    return select(MaintenanceRun.last_success_at).where(~select(GuestSession.id).exists())


def a_file_of_a_killed_upload(_maker: Maker) -> Any:
    note = settings().media_folder / storage.keep_bytes(b"bytes", "vtt")
    os.utime(settings().doubtful_folder / note.name, (BEFORE.timestamp(), BEFORE.timestamp()))
    # A file is not a row, so we query the time of the run. The test checks that no file is doubtful any more.
    return select(MaintenanceRun.last_success_at)


DUE: dict[str, Callable[[Maker], Any]] = {
    "expire_links": an_expired_link,
    "deactivate_links": a_used_up_link,
    "end_silent_visits": a_silent_visit,
    "dispatch_workflows": a_waiting_workflow,
    "dispatch_preparing": a_recording_to_prepare,
    "erase_idle_work": a_folder_of_work_that_ended,
    "notice_missing_files": an_item_without_its_file,
    "make_missing_groups": a_link_without_its_group,
    "erase_guests": an_entry_of_long_ago,
    "remove_lapsed_sessions": a_guest_of_long_ago,
    "forget_doubtful_files": a_file_of_a_killed_upload,
    "remove_expired_uploads": an_upload_of_long_ago,
    "end_user_sessions": a_sign_in_of_long_ago,
    "erase_one_time_addresses": a_one_time_address_of_long_ago,
    "remove_old_audit_entries": an_act_of_long_ago,
}
