"""The process lives; its dependencies answer; what maintenance last achieved."""

from flask import Blueprint, Response, jsonify

from models.plumbing import clock, database
from models.upkeep import running

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def lives() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> Response:
    """503 by the common handler when the database does not answer. Lateness never makes the web unready: it needs
    no worker. `successes` is what the supervisor watches change; `clock_ahead` (seconds) is what the doctor judges."""
    now = clock.utcnow()
    with database.reading() as db:
        runs = running.runs(db)
        late = running.late(db, now=now)
    successes = {name: run.successes for name, run in runs.items()}
    return jsonify(status="ok", late=late, successes=successes, clock_ahead=round(clock.read().ahead, 3))
