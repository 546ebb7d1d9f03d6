"""The workflows' door: a message names a workflow; the database knows what is to be done."""

from models.advancing import advance_workflow
from models.plumbing import clock, db
from tasks.app import app


@app.task(name="tasks.advance_workflow", ignore_result=True)
def advance(workflow_id: int) -> None:
    advance_workflow(db.writing, workflow_id, clock=clock.asked_now)
