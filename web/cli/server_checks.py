"""Whether the doctor can use the broker and the Redis that counts tries (contract 11.7)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from models.plumbing.server_troubles import SILENT, trouble_of

TIMEOUT_SECONDS = 3
PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}

Check = dict[str, Any]


def check_broker(url: str, folder: Path) -> Check:
    """Another process connects as worker and beat do. It is named as text, because `web` must not import `tasks`."""
    if not url:
        return {"configured": str(folder), "trouble": None if folder.is_dir() else "the folder is missing"}
    command = [sys.executable, "-m", "tasks.broker_trouble"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=3 * TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        return {"configured": shown(url), "trouble": SILENT}
    trouble = json.loads(done.stdout)["trouble"] if done.returncode == 0 else "cannot be asked"
    return {"configured": shown(url), "trouble": trouble}


def check_redis(url: str) -> Check:
    from redis import Redis, RedisError

    waits = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
    try:
        Redis.from_url(url, **waits).ping()
    except (RedisError, OSError, ValueError) as error:
        return {"configured": shown(url), "trouble": trouble_of(error)}
    return {"configured": shown(url), "trouble": None}


def shown(url: str) -> str:
    """The address without user and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or PORTS[parts.scheme]}"
