"""What the Maintenance page calls tasks, events, steps and states."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from models.tables.workflow import Event, StepState, WorkflowState
from models.upkeep.lateness import Why
from models.workflows.step_records import WORKER_DIED

MAINTENANCE_TASKS: dict[str, LazyString] = {
    "expire_links": _l("Mark links that have expired"),
    "deactivate_links": _l("Mark links that have reached their limit"),
    "end_silent_visits": _l("End visits of guests who are gone"),
    "dispatch_workflows": _l("Start workflows that are waiting"),
    "dispatch_preparing": _l("Start preparing recordings"),
    "erase_idle_work": _l("Erase what is left of preparing recordings"),
    "notice_missing_files": _l("Check whether media files are missing or back"),
    "forget_doubtful_files": _l("Remove files left over from interrupted uploads"),
    "remove_expired_uploads": _l("Remove uploads that nobody has continued for a day"),
    "make_missing_groups": _l("Restore missing guest groups"),
    "remove_lapsed_sessions": _l("Remove guest sessions that are no longer used"),
    "end_user_sessions": _l("Remove sign-ins that have ended"),
    "erase_one_time_addresses": _l("Erase one-time addresses that ended long ago"),
    "remove_old_audit_entries": _l("Remove old entries of the audit log"),
    "erase_guests": _l("Erase guests’ names and emails after the retention period"),
}
EVENTS: dict[str, LazyString] = {
    Event.LINK_EXPIRED: _l("A link expired"),
    Event.LIMIT_REACHED: _l("A link reached its limit"),
    Event.ACCESS_OFF: _l("Guest access was turned off"),
    Event.LINK_DELETED: _l("A link was deleted"),
    Event.LINK_ENDED: _l("A link was ended"),
    Event.MEDIA_DELETED: _l("A media item was deleted"),
    Event.RECORDING_ADDED: _l("A recording was added"),
    Event.RECORDING_REPLACED: _l("The file of a recording was replaced"),
}
STEPS: dict[str, LazyString] = {
    "tell_owner": _l("Tell the owner"),
    "end_visits": _l("End the visits"),
    "erase_files": _l("Erase the files"),
    "erase_replaced": _l("Erase the files that were replaced"),
    "remove_guests": _l("Remove the guest sessions"),
    "remove_groups": _l("Remove the guest groups"),
    "inspect": _l("Find out what the file is"),
    "make": _l("Encode it piece by piece"),
    "join": _l("Join the pieces"),
    "draw_poster": _l("Make a poster"),
    "publish": _l("Publish it"),
}
WHY: dict[str, LazyString] = {
    Why.FAILS: _l("failed"),
    Why.WORKER_SILENT: _l("the worker is not responding"),
    Why.BEAT_SILENT: _l("the scheduler is not responding"),
    Why.WAITS: _l("waiting for its turn"),
}
PARTS: dict[str, LazyString] = {
    "web": _l("Web"),
    "worker": _l("Worker"),
    "media": _l("Media worker"),
    "beat": _l("Scheduler"),
}
# The page shows any other error by the name of its class.
ERRORS: dict[str, LazyString] = {WORKER_DIED: _l("the worker crashed while running it")}
STATES: dict[str, LazyString] = {
    WorkflowState.OPEN: _l("Open"),
    WorkflowState.FAILED: _l("Failed"),
    WorkflowState.DONE: _l("Done"),
}
STEP_STATES: dict[str, LazyString] = {
    StepState.WAITING: _l("Waiting"),
    StepState.RUNNING: _l("Running"),
    StepState.DONE: _l("Done"),
    StepState.FAILED: _l("Failed"),
}


def maintenance_task(name: str) -> LazyString | str:
    return _label(MAINTENANCE_TASKS, name)


def event(name: str) -> LazyString | str:
    return _label(EVENTS, name)


def step(name: str) -> LazyString | str:
    return _label(STEPS, name)


def _label(labels: dict[str, LazyString], name: str) -> LazyString | str:
    """A name without a label is shown as it is, with spaces."""
    return labels.get(name, name.replace("_", " "))
