"""Examining a site for the doctor: each part by what it answers or when it was last heard of, each late task by why."""

import json
import shutil
import socket
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError

from models.config.settings import Settings, settings
from models.files import storage
from models.plumbing import clock
from models.plumbing import database as plumbing_database
from models.site import founding
from models.tables import MaintenanceRun
from models.upkeep import diagnosing, running
from models.upkeep.diagnosing import Part, Why

PATIENCE_SECONDS = 3
# Below this the database on the same disk is in danger, and uploads are refused soon after.
LEAST_FREE_BYTES = 1024**3

PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}
# What is answered before anybody has signed in, by a refusal at least.
HELLOS = {"amqp": b"AMQP\0\0\x09\x01", "redis": b"PING\r\n"}

WORDS = {
    Why.FAILS: "They fail: {error}.",
    Why.WORKER_SILENT: "Messages wait: the worker is silent. Is it running?",
    Why.BEAT_SILENT: "Nobody ticks: beat is silent, or its messages do not reach the worker. Is it running?",
    Why.WAITS: "Worker and beat live, but these have not come to their turn.",
}


def examined() -> dict[str, Any]:
    """Raises Misconfigured for a site that no part would start on."""
    config = settings()
    database: dict[str, Any] = {
        "configured": plumbing_database.engine().url.render_as_string(hide_password=True),
        "trouble": None,
    }
    found: dict[str, Any] = {"late": [], "why": {}, "tasks": {}}
    heard: dict[str, Any] = {}
    try:
        founding.check_migrated(plumbing_database.engine())
        found, heard = _from_database()
    except DBAPIError:
        database["trouble"] = "does not answer"
    parts = {
        "database": database,
        "web": {"configured": config.web_url, "trouble": _trouble_of_web(config)},
        "broker": _broker(config.broker_url, config.broker_folder),
        **({"rate limits": _server(config.rate_limit_url)} if config.rate_limit_url else {}),
        "media": _media(config),
        "disk": {"configured": str(config.data), "trouble": _trouble_of_disk(config.data)},
        **heard,
    }
    healthy = not found["late"] and not any(part["trouble"] for part in parts.values())
    return {"healthy": healthy, "parts": parts, **found}


def _from_database() -> tuple[dict[str, Any], dict[str, Any]]:
    """The tasks and what is late and why; worker, beat and the clock of this machine."""
    read = clock.read()
    with plumbing_database.reading() as db:
        runs, why = running.runs(db), diagnosing.why_late(db, now=read.now)
        parts, workflows = diagnosing.parts(db, now=read.now), diagnosing.workflows(db)
    words = {name: WORDS[its].format(error=runs[name].last_error if name in runs else "") for name, its in why.items()}
    heard = {name: _heard(part, Why(f"{name}_silent") in why.values(), read.now) for name, part in parts.items()}
    heard["workflows"] = _workflows(workflows)
    heard["clock"] = {"configured": "this machine's", "trouble": _trouble_of_clock(read.ahead)}
    return {"late": list(why), "why": words, "tasks": {name: _task(run) for name, run in runs.items()}}, heard


def _workflows(counted: dict[str, float]) -> dict[str, Any]:
    """A failed one waits until an admin retries it: what it should have removed is still there."""
    failed = f"{counted['failed']:.0f} failed; see Maintenance" if counted["failed"] else None
    return {"configured": f"{counted['open']:.0f} open", "trouble": failed}


def _task(run: MaintenanceRun) -> dict[str, Any]:
    return {
        "last_success_at": run.last_success_at.isoformat() if run.last_success_at else None,
        "rows_done": run.rows_done,
        "backlog": run.backlog,
        "last_error": run.last_error,
    }


def _heard(part: Part, is_why: bool, now: datetime) -> dict[str, Any]:
    """Silence is a trouble where something is late for it: a site may be swept by `guestlink sweep` alone."""
    ago = "never heard of" if part.last_at is None else f"heard of {(now - part.last_at).total_seconds():.0f} s ago"
    return {"configured": ago, "trouble": "is silent" if is_why else _trouble_of_clock(part.clock_ahead)}


def _trouble_of_clock(ahead: float | None) -> str | None:
    if ahead is None or not diagnosing.is_off(ahead):
        return None
    return f"its clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the database's"


def _trouble_of_web(config: Settings) -> str | None:
    try:
        _asked(config, "/healthz")
        return _trouble_of_clock(_asked(config, "/readyz").get("clock_ahead"))
    except urllib.error.HTTPError as error:
        # A proxy keeps /readyz to the operator's network (nginx.conf.template); the clocks behind it are in /metrics.
        is_kept = error.code == 404 and str(error.url).endswith("/readyz")
        return None if is_kept else f"answers {error.code}"
    except (OSError, ValueError):
        return "does not answer"


def _asked(config: Settings, path: str) -> dict[str, Any]:
    """By the site's own name, wherever that is in our own network: other names are refused."""
    site = {"Host": urlsplit(config.base_url).netloc}
    request = urllib.request.Request(f"{config.web_url}{path}", headers=site)  # noqa: S310 (our own)
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 (our own)
        found: dict[str, Any] = json.load(answer)
    return found


def _media(config: Settings) -> dict[str, str | None]:
    """The folder is needed either way: uploads arrive in it."""
    trouble = _trouble_of_folder(config.media_folder)
    if not storage.is_remote():
        return {"configured": str(config.media_folder), "trouble": trouble}
    where = "/".join(filter(None, (config.s3_endpoint, config.s3_bucket, config.s3_prefix)))
    trouble = storage.place().trouble() or (trouble and f"{trouble} that uploads arrive in")
    return {"configured": where, "trouble": trouble}


def _trouble_of_folder(folder: Path) -> str | None:
    return None if folder.is_dir() else "the folder is missing"


def _trouble_of_disk(folder: Path) -> str | None:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return "the folder is missing"
    return f"nearly full: {free // 1024**2} MiB left" if free < LEAST_FREE_BYTES else None


def _broker(url: str, folder: Path) -> dict[str, str | None]:
    if not url:
        return {"configured": str(folder), "trouble": _trouble_of_folder(folder)}
    return _server(url)


def _server(url: str) -> dict[str, str | None]:
    """By its first word: the kernel answers for one that is frozen. More of its language nobody speaks in here."""
    parts = urlsplit(url)
    port = parts.port or PORTS[parts.scheme]
    trouble = None
    try:
        with socket.create_connection((parts.hostname or "localhost", port), PATIENCE_SECONDS) as asked:
            if hello := HELLOS.get(parts.scheme):
                asked.sendall(hello)
                trouble = None if asked.recv(1) else "does not answer"
    except OSError:
        trouble = "does not answer"
    return {"configured": f"{parts.scheme}://{parts.hostname}:{port}", "trouble": trouble}
