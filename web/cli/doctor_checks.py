"""The checks of `guestlink doctor` (contract 11.7)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.config.settings import Settings, settings
from models.config.unknown_settings import unknown_settings
from models.files import disk_faults, storage
from models.people import one_time_addresses, signing_in
from models.plumbing import clock, database
from models.plumbing.database_address import shown_address
from models.plumbing.database_faults import fault_of
from models.site import audit_log, founding
from models.upkeep import lateness, running
from models.upkeep.figures import count_unfinished_workflows
from models.upkeep.lateness import Why
from models.upkeep.parts import Part, parts_by_name
from web.cli.server_checks import check_broker, check_nginx, check_redis, check_web, clock_trouble

MISSED_AFTER = timedelta(minutes=1)

SILENT = {"worker": Why.WORKER_SILENT, "beat": Why.BEAT_SILENT}
WHY_LATE = {
    Why.FAILS: "They fail: {error}.",
    Why.WORKER_SILENT: "The worker is silent. Is it running?",
    Why.BEAT_SILENT: "The scheduler (beat) is silent, or its messages do not reach the worker. Is it running?",
    Why.WAITS: "Worker and beat are running, but these tasks have not had their turn yet.",
}


def check_site() -> dict[str, Any]:
    """The document that `doctor` prints. Raises Misconfigured when the settings or keys are wrong."""
    config = settings()
    database_part: dict[str, Any] = {
        "configured": shown_address(database.engine().url),
        "trouble": None,
    }
    late: dict[str, Any] = {"late": [], "why": {}, "tasks": {}}
    reported: dict[str, Any] = {}
    try:
        founding.check_migrated(database.engine())
        database.check_writable()
        late, reported = _from_database()
    except DBAPIError as error:
        fault = fault_of(error)
        database_part["trouble"] = fault.value if fault else f"answers with an error ({type(error).__name__})"
    parts = {
        "database": database_part,
        "settings": _settings(),
        "web": check_web(config),
        **({"nginx": check_nginx(config)} if config.nginx_url else {}),
        "broker": check_broker(config.broker_url, config.broker_folder),
        **({"rate limits": check_redis(config.rate_limit_url)} if config.rate_limit_url else {}),
        **({"provider": _provider(config)} if config.oidc_issuer else {}),
        "media": _media(config),
        "disk": {"configured": str(config.data), "trouble": _disk_trouble(config)},
        **reported,
    }
    healthy = not late["late"] and not any(part["trouble"] for part in parts.values())
    return {"healthy": healthy, "parts": parts, **late}


def _from_database() -> tuple[dict[str, Any], dict[str, Any]]:
    """What the database knows: first the tasks, with which are late and why; then the parts that report there."""
    reading = clock.read()
    with database.reading() as db:
        runs, causes = running.runs(db), lateness.why_late(db, now=reading.now)
        parts, workflows = parts_by_name(db, now=reading.now), count_unfinished_workflows(db)
        admin, backup = _admin(db, reading.now), _backup(db)
    errors = {name: run.last_error for name, run in runs.items()}
    why = {name: WHY_LATE[cause].format(error=errors.get(name)) for name, cause in causes.items()}
    reported = {
        name: _reporting_part(part, SILENT[name] in causes.values(), reading.now)
        for name, part in parts.items()
        if name in SILENT
    }
    # No task is late because of it: only recordings wait.
    last_at = parts["media"].last_at
    is_missed = last_at is not None and reading.now - last_at > MISSED_AFTER
    reported["media worker"] = _reporting_part(parts["media"], is_missed, reading.now)
    reported |= {"admin": admin, "backup": backup}
    reported["workflows"] = _workflows(workflows)
    reported["clock"] = {"configured": "this machine's", "trouble": clock_trouble(reading.ahead)}
    return {
        "late": list(why),
        "why": why,
        "tasks": {name: running.recorded(run) for name, run in runs.items()},
    }, reported


def _workflows(counts: dict[str, float]) -> dict[str, Any]:
    """A failed workflow counts as trouble: until an admin retries it, what it should remove is still there."""
    failed = f"{counts['failed']:.0f} failed; see Maintenance" if counts["failed"] else None
    return {"configured": f"{counts['open']:.0f} open", "trouble": failed}


def _admin(db: Session, now: datetime) -> dict[str, Any]:
    """A new site is healthy before somebody has set it up."""
    if signing_in.has_admin(db):
        return {"configured": "can sign in", "trouble": None, "note": None}
    address, end = "open the set-up address if `up` has printed one", one_time_addresses.end_of_unused(db, None)
    if end is not None:
        until = f"{end:%Y-%m-%d %H:%M} UTC"
        address = f"{address} (it works until {until})"
        if end <= now:
            address = f"the set-up address has expired ({until}): start `up` again, and it prints a new one"
    note = f"{address}, or run: guestlink user add"
    return {"configured": "none can sign in yet", "trouble": None, "note": note}


def _backup(db: Session) -> dict[str, Any]:
    """No trouble: backups that other programs make are not known here."""
    made_at = audit_log.last_time_of(db, "backup_made")
    note = f"last made {made_at:%Y-%m-%d %H:%M} UTC" if made_at else "none is known"
    return {"configured": "guestlink backup FILE", "trouble": None, "note": note}


def _settings() -> dict[str, Any]:
    """No trouble: an earlier version may have had a setting of this name."""
    unknown = unknown_settings()
    note = f"no effect, because there is no such setting: {', '.join(unknown)}" if unknown else None
    return {"configured": "environment and .env", "trouble": None, "note": note}


def _reporting_part(part: Part, makes_late: bool, now: datetime) -> dict[str, Any]:
    """A part that was never heard of is trouble. One that has fallen silent is trouble when tasks are late because of
    it."""
    if part.last_at is None:
        return {"configured": "has never reported, or only before the clock was set back", "trouble": "is silent"}
    last = f"reported {(now - part.last_at).total_seconds():.0f} s ago"
    return {"configured": last, "trouble": "is silent" if makes_late else clock_trouble(part.clock_ahead)}


def _provider(config: Settings) -> dict[str, str | None]:
    # Imported here only, because Authlib is large.
    from web.account.provider.at_provider import AtProvider

    return {"configured": config.oidc_issuer, "trouble": AtProvider(config).trouble()}


def _media(config: Settings) -> dict[str, str | None]:
    """A site with a bucket still needs the media folder, because uploads arrive there."""
    trouble = disk_faults.try_to_write(config.media_folder)
    if trouble is None and config.arriving_folder.exists():
        trouble = disk_faults.try_to_write(config.arriving_folder)
    if not storage.is_remote():
        return {"configured": str(config.media_folder), "trouble": trouble}
    address = "/".join(filter(None, (config.s3_endpoint, config.s3_bucket, config.s3_prefix)))
    trouble = storage.backend().trouble() or (trouble and f"uploads cannot arrive in {config.media_folder}: {trouble}")
    return {"configured": address, "trouble": trouble}


def _disk_trouble(config: Settings) -> str | None:
    if trouble := disk_faults.try_to_write(config.data):
        return trouble
    try:
        folder, free = disk_faults.least_free()
    except OSError:
        # Of the media folder: `media` says why.
        return None
    if free >= disk_faults.MIN_FREE_BYTES:
        return None
    return f"nearly full: {free // 1024**2} MiB left" + (f" for {folder}" if folder != config.data else "")
