"""The names of chores, events, steps and states, in plain words."""

from flask_babel import lazy_gettext as _l

from models.upkeep.diagnosing import Why
from models.workflows.advancing import WORKER_DIED

CHORES = {
    "expire_links": _l("Record links that have expired"),
    "deactivate_links": _l("Record links that have reached their limit"),
    "end_silent_visits": _l("End visits that have gone silent"),
    "dispatch_workflows": _l("Start the workflows that wait"),
    "notice_missing_files": _l("Notice media whose file is gone, or back"),
    "forget_doubtful_files": _l("Remove files that an interrupted upload left"),
    "make_missing_groups": _l("Make guest groups again that went missing"),
    "remove_lapsed_sessions": _l("Remove guests’ sessions that nobody uses any more"),
    "end_user_sessions": _l("Remove sign-ins that are over"),
    "erase_guests": _l("Erase guests’ names and emails after the retention time"),
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
    "remove_guests": _l("Remove the guests’ sessions"),
    "remove_groups": _l("Remove the guest groups"),
}
WHY = {
    Why.FAILS: _l("it fails"),
    Why.WORKER_SILENT: _l("the worker is silent"),
    Why.BEAT_SILENT: _l("the scheduler is silent"),
    Why.WAITS: _l("it waits for its turn"),
}
PARTS = {"web": _l("Web"), "worker": _l("Worker"), "beat": _l("Scheduler")}
# Any other error is told by its kind, as the program names it.
ERRORS = {WORKER_DIED: _l("the worker died of it")}
STATES = {"open": _l("Open"), "failed": _l("Failed"), "done": _l("Done")}
STEP_STATES = {"waiting": _l("Waiting"), "running": _l("Running"), "done": _l("Done"), "failed": _l("Failed")}


def chore(name: str) -> object:
    """A chore without words of its own is still shown, by its name."""
    return CHORES.get(name, name.replace("_", " "))


def event(name: str) -> object:
    return EVENTS.get(name, name.replace("_", " "))


def step(name: str) -> object:
    return STEPS.get(name, name.replace("_", " "))
