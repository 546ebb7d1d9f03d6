"""`/healthz` and `/readyz` (contract 11.5)."""

from flask import Blueprint, Response, jsonify

from models.plumbing import clock, database
from models.upkeep import lateness, running
from web.observing import operator_gate

blueprint = Blueprint("health", __name__)


@blueprint.get(operator_gate.HEALTH_PATH)
def lives() -> Response:
    return jsonify(status="ok")


@blueprint.get(operator_gate.READY_PATH)
def ready() -> Response:
    """If the database does not answer, `web.pages.errors` turns the error into 503. Late tasks leave the web ready,
    because it needs no worker. The supervisor watches `successes` change. The doctor judges `clock_ahead` (seconds)."""
    now = clock.utcnow()
    with database.reading() as db:
        runs = running.runs(db)
        late = lateness.late_tasks(db, now=now)
    tasks = {name: running.recorded(run) for name, run in runs.items()}
    successes = {name: run.successes for name, run in runs.items()}
    ahead = round(clock.read().ahead, 3)
    return jsonify(status="ok", late=late, tasks=tasks, successes=successes, clock_ahead=ahead)
