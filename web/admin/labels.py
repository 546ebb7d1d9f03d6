"""What the Maintenance page calls tasks, events, steps and states."""

from flask_babel import lazy_gettext as _l

from models.tables.workflow import StepState, WorkflowState
from models.upkeep.lateness import Why
from models.workflows.advancing import WORKER_DIED

CHORES = {
    "expire_links": _l("Mark links that have expired"),
    "deactivate_links": _l("Mark links that have reached their limit"),
    "end_silent_visits": _l("End visits of guests who are gone"),
    "dispatch_workflows": _l("Start workflows that are waiting"),
    "notice_missing_files": _l("Check whether media files are missing or back"),
    "forget_doubtful_files": _l("Remove files left over from interrupted uploads"),
    "make_missing_groups": _l("Restore missing guest groups"),
    "remove_lapsed_sessions": _l("Remove guest sessions that are no longer used"),
    "end_user_sessions": _l("Remove sign-ins that have ended"),
    "erase_guests": _l("Erase guests’ names and emails after the retention period"),
}
EVENTS = {
    "link_expired": _l("A link expired"),
    "limit_reached": _l("A link reached its limit"),
    "access_off": _l("Guest access was turned off"),
    "link_deleted": _l("A link was deleted"),
    "media_deleted": _l("A media item was deleted"),
}
STEPS = {
    "tell_owner": _l("Tell the owner"),
    "end_visits": _l("End the visits"),
    "erase_files": _l("Erase the files"),
    "remove_guests": _l("Remove the guest sessions"),
    "remove_groups": _l("Remove the guest groups"),
}
WHY = {
    Why.FAILS: _l("failed"),
    Why.WORKER_SILENT: _l("the worker is not responding"),
    Why.BEAT_SILENT: _l("the scheduler is not responding"),
    Why.WAITS: _l("waiting for its turn"),
}
PARTS = {"web": _l("Web"), "worker": _l("Worker"), "beat": _l("Scheduler")}
# The page shows any other error by the name of its class.
ERRORS = {WORKER_DIED: _l("the worker crashed while running it")}
STATES = {
    WorkflowState.OPEN: _l("Open"),
    WorkflowState.FAILED: _l("Failed"),
    WorkflowState.DONE: _l("Done"),
}
STEP_STATES = {
    StepState.WAITING: _l("Waiting"),
    StepState.RUNNING: _l("Running"),
    StepState.DONE: _l("Done"),
    StepState.FAILED: _l("Failed"),
}


def chore(name: str) -> object:
    """A new chore without a label is shown by its name."""
    return CHORES.get(name, name.replace("_", " "))


def event(name: str) -> object:
    return EVENTS.get(name, name.replace("_", " "))


def step(name: str) -> object:
    return STEPS.get(name, name.replace("_", " "))
