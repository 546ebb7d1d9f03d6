"""What is killed: each maintenance task, and each workflow."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from models.files import storage, unfinished, work_folder
from models.media import starting_to_prepare
from models.plumbing import database
from models.recordings.inspected import Inspected
from models.site import audit
from models.tables.workflow import Event
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from tests.proofs.crash.owners import CAPTIONS, put_captions
from tests.proofs.crash.scenario import Scenario
from tests.proofs.transactions import acts, people
from tests.proofs.transactions import preparing as preparing_acts
from tests.proofs.transactions.acts import link_deleted, link_ended, media_deleted, turned_off
from tests.proofs.transactions.instants import EXPIRY, RETENTION, SILENT, SOON
from tests.proofs.transactions.replacing import replace_file
from tests.proofs.transactions.setup import Act, Prepare, Setup, prepared
from tests.vocabulary.maker import NOW


def run_task(name: str) -> Act:
    """The task itself, which also publishes messages. Then the messages in the queue of the workflows are delivered."""

    def act(_bind: Engine, _setup: Setup) -> str:
        from tasks import periodic
        from tasks.app import app
        from tasks.workflows import advance

        periodic.sweep(name)
        with app.connection_for_read() as connection, connection.SimpleQueue(app.amqp.queues["workflows"]) as queue:
            while True:
                try:
                    message = queue.get(block=False)
                except queue.Empty:
                    return "swept"
                advance.apply(args=message.payload[0], headers=message.headers, throw=True)
                message.ack()

    return act


def _leave_doubtful_file(_bind: Engine, _setup: Setup) -> None:
    """As an upload that was killed leaves it."""
    storage.keep_bytes(CAPTIONS, "vtt")


def _upload_film(bind: Engine, setup: Setup) -> str:
    """The rows of a recording that has to be prepared."""
    with database.writing(bind) as db:
        starting_to_prepare.begin_preparing(db, setup.media_id, "film.avi", usable_seconds=None, now=SOON)
    return "uploaded"


def _leave_upload(_bind: Engine, setup: Setup) -> str:
    return unfinished.begin(setup.media_id, length=100, title="A film", metadata="", now=datetime.now(UTC)).id


def _leave_work_folder(_bind: Engine, setup: Setup) -> str:
    (work_folder.opened(setup.media_id) / "picture-0000.piece").write_bytes(b"bytes")
    return "left"


def _note_act(bind: Engine, _setup: Setup) -> str:
    with database.writing(bind) as db:
        audit.note(db, "backup_made", user_id=None, now=NOW)
    return "noted"


def _due() -> dict[str, tuple[Prepare, datetime]]:
    """For each maintenance task a setup in which something is due at this instant."""
    return {
        "expire_links": (prepared(days=1, guests=1, links=2), EXPIRY),
        "deactivate_links": (prepared(clicks=1, guests=1), SOON),
        "end_silent_visits": (prepared(guests=1, visits=2), SILENT),
        "dispatch_workflows": (prepared(link_deleted, turned_off, guests=1), SOON),
        "dispatch_preparing": (prepared(_upload_film), SOON),
        "erase_idle_work": (prepared(_leave_work_folder), SOON),
        "notice_missing_files": (prepared(acts.lose_file, guests=1), SOON),
        "make_missing_groups": (prepared(acts.lose_group), SOON),
        "erase_guests": (prepared(guests=2), RETENTION),
        "remove_lapsed_sessions": (prepared(guests=2, visits=1), RETENTION),
        "end_user_sessions": (prepared(), SOON),
        "erase_one_time_addresses": (prepared(people.make_address), RETENTION),
        "remove_old_audit_entries": (prepared(_note_act), NOW + timedelta(days=730)),
        "remove_expired_uploads": (prepared(_leave_upload), datetime.now(UTC) + timedelta(hours=25)),
        "forget_doubtful_files": (prepared(_leave_doubtful_file), datetime.now(UTC) + timedelta(hours=25)),
    }


def workers(clip: Path, inspected: Inspected) -> list[Scenario]:
    due = _due()
    assert set(due) == set(MAINTENANCE_TASKS)
    return [
        *(
            # One of files records its run in a transaction of its own.
            Scenario(
                name,
                prepare,
                acts.run_task(name, now=now, recorded=True),
                atomic=not MAINTENANCE_TASKS[name].of_files,
                at=now,
            )
            for name, (prepare, now) in due.items()
        ),
        *_workflows(clip, inspected),
        *(
            Scenario(f"tasks.{name}", prepare, run_task(name), atomic=False, at=None, publishes=True)
            for name, (prepare, _) in due.items()
        ),
    ]


def _workflows(clip: Path, inspected: Inspected) -> list[Scenario]:
    events: dict[Event, Prepare] = {
        Event.LINK_EXPIRED: prepared(acts.run_task("expire_links", now=EXPIRY), guests=2, visits=1, days=1),
        Event.LIMIT_REACHED: prepared(acts.run_task("deactivate_links"), guests=1, clicks=1),
        Event.ACCESS_OFF: prepared(turned_off, guests=2, visits=2),
        Event.LINK_DELETED: prepared(link_deleted, guests=2, visits=1),
        Event.LINK_ENDED: prepared(link_ended, guests=2, visits=1),
        Event.MEDIA_DELETED: prepared(put_captions, media_deleted, guests=2, visits=1),
        Event.RECORDING_REPLACED: prepared(replace_file(clip, inspected), guests=1, visits=1),
    }
    # Of a new recording, `prepare_recording` below.
    assert set(events) == set(Event) - {Event.RECORDING_ADDED}
    replacing = prepared(preparing_acts.come_to_replacing, guests=1, visits=1)
    waits = prepared(turned_off, guests=2, visits=1)
    return [
        *(
            Scenario(f"advance_workflow, {event}", prepare, acts.advance(now=EXPIRY), atomic=False, at=EXPIRY)
            for event, prepare in events.items()
        ),
        Scenario("advance_workflow, a guest watches", waits, acts.advance(), atomic=False),
        Scenario("prepare_recording", prepared(preparing_acts.upload), preparing_acts.prepare, atomic=False),
        Scenario("publish what replaces another recording", replacing, preparing_acts.publish),
    ]
