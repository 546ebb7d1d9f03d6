"""What workers and owners do to a recording that is being prepared. The children that read and make files are left out:
what they would find and make is given."""

from datetime import datetime

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.files import storage
from models.media import deleting, preparing, replacing, starting_to_prepare
from models.plumbing import database
from models.recordings.child import Stopped
from models.recordings.making import Made
from models.tables import MediaFile, Workflow
from models.workflows.leasing import LONG_LEASE, Lease
from models.workflows.preparing import Started, finish_step, prepare_recording, report_progress
from tests.proofs.transactions.acts import call
from tests.proofs.transactions.instants import SOON
from tests.proofs.transactions.replacing import replace_rows
from tests.proofs.transactions.setup import Setup
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.without_children import without_children

SOURCE = "film.flac"
HOLDER = "a worker"
MADE = Made("audio/mp4", "m4a", 4, 1.0, 0, 0)


def upload(bind: Engine, setup: Setup) -> str:
    """A recording that has to be prepared: its file, and its rows."""
    for file in settings().media_folder.glob("*.mp4"):
        file.rename(settings().media_folder / SOURCE)
    with database.writing(bind) as db:
        db.execute(
            update(MediaFile)
            .where(MediaFile.media_id == setup.media_id)
            .values(role="original", stored_name=SOURCE, content_type="audio/flac")
        )
        starting_to_prepare.begin_preparing(db, setup.media_id, SOURCE, usable_seconds=None, now=NOW)
    return "uploaded"


def come_to_publishing(bind: Engine, setup: Setup) -> str:
    """A worker has done all steps but the last one, and holds the lease."""
    upload(bind, setup)
    return _hold_last_step(bind)


def come_to_replacing(bind: Engine, setup: Setup) -> str:
    """The same of a file that replaces the recording."""
    replace_rows(name=SOURCE)(bind, setup)
    return _hold_last_step(bind)


def _hold_last_step(bind: Engine) -> str:
    with database.writing(bind) as db:
        workflow = db.scalars(select(Workflow)).one()
        for step in workflow.steps:
            step.state, step.started_at = "done", NOW
        workflow.steps[-1].state = "running"
        workflow.lease_holder, workflow.leased_until = HOLDER, NOW + LONG_LEASE
    return "made"


def publish(bind: Engine, setup: Setup) -> str:
    """The transaction of the last step. The file is in the media folder before it begins."""

    def finish(db: Session, now: datetime) -> None:
        replacing.put_in_place(db, setup.media_id, SOURCE, now=now)
        added = preparing.publish(db, setup.media_id, SOURCE, file, MADE, now=now)
        assert added, "the item has such a file already"

    started = _started(bind, setup)
    try:
        with storage.kept(b"0123", "m4a") as file, database.writing(bind) as db:
            finish_step(db, started, finish, now=SOON)
    except Stopped:
        return "stopped"
    return "published"


def report(bind: Engine, setup: Setup) -> str:
    """How far it is, after one more piece."""
    started = _started(bind, setup)
    try:
        with database.writing(bind) as db:
            report_progress(db, started, 50)
    except Stopped:
        return "stopped"
    return "reported"


def _started(bind: Engine, setup: Setup) -> Started:
    """The last step of the worker that holds the lease: of the first workflow, if the file was replaced meanwhile."""
    with database.writing(bind) as db:
        workflow = db.scalars(select(Workflow).where(Workflow.event == "recording_added").order_by(Workflow.id)).first()
        assert workflow is not None
        step_id = workflow.steps[-1].id
    return Started(workflow.id, setup.media_id, step_id, "publish", SOURCE, HOLDER)


def renew(bind: Engine, setup: Setup) -> str:
    """In the last moment of the lease."""
    [workflow_id] = setup.workflow_ids
    lease = Lease(lambda: database.writing(bind), workflow_id, HOLDER, lambda: NOW + LONG_LEASE)
    lease._renewed_at -= 20
    return "renewed" if lease._ask() else "lost"


def delete_and_erase(bind: Engine, setup: Setup) -> str:
    """The deletion, and then its step that erases files."""
    maker = Maker(bind)
    acts.do(maker, deleting.delete_media, setup.media_id, now=SOON)
    with database.writing(bind) as db:
        workflow_id = db.scalars(select(Workflow.id).where(Workflow.event == "media_deleted")).one()
    acts.run_step(maker, "erase_files", workflow_id, now=SOON)
    return "done"


def publish_and_lose(bind: Engine, setup: Setup) -> str:
    """It was published, and its file is lost."""
    come_to_publishing(bind, setup)
    publish(bind, setup)
    with database.writing(bind) as db:
        db.execute(update(Workflow).values(state="done"))
    return "lost"


make_anew = call(starting_to_prepare.make_anew, "media_id")


def prepare(bind: Engine, setup: Setup) -> str:
    """All of it, in all its transactions."""
    with without_children():
        prepare_recording(lambda: database.writing(bind), setup.workflow_ids[0], clock=lambda: SOON)
    return "prepared"
