"""`guestlink sweep`, `guestlink doctor`"""

import sys

import click

from web.cli.output import json_option, show, table
from web.cli.site import SiteCommand


@click.command(cls=SiteCommand)
@json_option
def sweep(as_json: bool) -> None:
    """Every maintenance task once, in this process, without broker or worker."""
    from models import maintenance

    done = maintenance.sweep_all()
    show(done, as_json, table(["task", "rows"], list(done.items())))


@click.command(cls=SiteCommand)
@json_option
def doctor(as_json: bool) -> None:
    """What is configured, what is reachable, what is late. Exit code 0: healthy; 1: not."""
    from models import maintenance
    from models.plumbing import clock, db
    from models.plumbing.settings import settings

    now = clock.utcnow()
    with db.reading() as session:
        runs = maintenance.runs(session)
        late = maintenance.late(session, now=now)
    tasks = {
        name: {
            "last_success_at": run.last_success_at.isoformat() if run.last_success_at else None,
            "rows_done": run.rows_done,
            "backlog": run.backlog,
            "last_error": run.last_error,
        }
        for name, run in runs.items()
    }
    folder = settings().media_folder
    found = {
        "healthy": not late,
        "database": db.engine().dialect.name,
        "media_folder": str(folder) if folder.is_dir() else None,
        "late": late,
        "tasks": tasks,
    }
    rows = [[name, task["last_success_at"], task["backlog"], task["last_error"] or ""] for name, task in tasks.items()]
    verdict = "Healthy." if not late else f"Late: {', '.join(late)}. Are worker and beat running?"
    show(found, as_json, [*table(["task", "last success", "backlog", "last error"], rows), verdict])
    sys.exit(0 if not late else 1)
