"""`guestlink doctor`: what is configured, what is reachable, what is late."""

import socket
import sys
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from web.cli.output import json_option, show, table
from web.cli.site import SiteCommand

PATIENCE_SECONDS = 3


@click.command(cls=SiteCommand)
@json_option
def doctor(as_json: bool) -> None:
    """What is configured, what is reachable, what is late. Exit code 0: healthy; 1: not."""
    found = _examined()
    tasks = [
        [name, task["last_success_at"] or "", task["backlog"], task["last_error"] or ""]
        for name, task in found["tasks"].items()
    ]
    parts = [[name, part["configured"], part["trouble"] or "answers"] for name, part in found["parts"].items()]
    lines = [*table(["part", "configured", ""], parts), ""]
    lines += [*table(["task", "last success", "backlog", "last error"], tasks), "", *_verdict(found)]
    show(found, as_json, lines)
    sys.exit(0 if found["healthy"] else 1)


def _verdict(found: dict[str, Any]) -> list[str]:
    ill = [f"{name}: {part['trouble']}" for name, part in found["parts"].items() if part["trouble"]]
    if found["late"]:
        ill.append(f"late: {', '.join(found['late'])}. Are worker and beat running?")
    return [f"Not healthy. {line}" for line in ill] or ["Healthy."]


def _examined() -> dict[str, Any]:
    from models import maintenance
    from models.plumbing import clock, db
    from models.plumbing.settings import settings

    config = settings()
    with db.reading() as session:
        runs, late = maintenance.runs(session), maintenance.late(session, now=clock.utcnow())
    parts = {
        # It has answered: its schema and key were checked, and `runs` were read from it.
        "database": {"configured": db.engine().url.render_as_string(hide_password=True), "trouble": None},
        "web": {"configured": config.base_url, "trouble": _trouble_of_web(f"{config.base_url}/healthz")},
        "broker": _broker(config.broker_url, config.broker_folder),
        "media": {"configured": str(config.media_folder), "trouble": _trouble_of_folder(config.media_folder)},
    }
    tasks = {
        name: {
            "last_success_at": run.last_success_at.isoformat() if run.last_success_at else None,
            "rows_done": run.rows_done,
            "backlog": run.backlog,
            "last_error": run.last_error,
        }
        for name, run in runs.items()
    }
    healthy = not late and not any(part["trouble"] for part in parts.values())
    return {"healthy": healthy, "parts": parts, "late": late, "tasks": tasks}


def _trouble_of_web(address: str) -> str | None:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 (our own address)
            return None if answer.status == 200 else f"answers {answer.status}"
    except (OSError, ValueError):
        return "does not answer"


def _trouble_of_folder(folder: Path) -> str | None:
    return None if folder.is_dir() else "the folder is missing"


def _broker(url: str, folder: Path) -> dict[str, str | None]:
    """By its port only: the web side speaks no broker's language."""
    if not url:
        return {"configured": str(folder), "trouble": _trouble_of_folder(folder)}
    parts = urlsplit(url)
    port = parts.port or {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}.get(parts.scheme, 0)
    trouble = None
    try:
        socket.create_connection((parts.hostname or "localhost", port), PATIENCE_SECONDS).close()
    except OSError:
        trouble = "does not answer"
    return {"configured": f"{parts.scheme}://{parts.hostname}:{port}", "trouble": trouble}
