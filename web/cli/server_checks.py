"""Whether the doctor reaches the web, nginx, the broker, and the Redis that counts tries (contract 11.7)."""

import json
import socket
import ssl
import subprocess
import sys
import urllib.error
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from models.config.settings import Settings
from models.files.disk_faults import try_to_write
from models.plumbing.server_troubles import SILENT, trouble_of
from models.upkeep.parts import clock_is_off
from web.cli.asking import ask
from web.observing.operator_gate import authorization

TIMEOUT_SECONDS = 3
PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}
NO_FOLDER = "the folder is missing. It is made by: guestlink up"

Check = dict[str, Any]


def check_web(config: Settings) -> Check:
    return {"configured": config.web_url, "trouble": _web_trouble(config)}


def _web_trouble(config: Settings) -> str | None:
    try:
        _ask(config, f"{config.web_url}/healthz")
        ready = _ask(config, f"{config.web_url}/readyz", Authorization=authorization())
        return clock_trouble(ready.get("clock_ahead"))
    except urllib.error.HTTPError as error:
        # A proxy hides /readyz from the public address (nginx.conf.template). The clock of the web is in /metrics too.
        is_hidden = error.code == 404 and str(error.url).endswith("/readyz")
        return None if is_hidden else f"answers {error.code}"
    except (OSError, ValueError) as error:
        return _why_silent(error)


def check_nginx(config: Settings) -> Check:
    return {"configured": config.nginx_url, "trouble": _nginx_trouble(config)}


def _nginx_trouble(config: Settings) -> str | None:
    """It asks the web for this page. So it answers 503 while no web process does."""
    try:
        _ask(config, f"{config.nginx_url}/healthz")
    except urllib.error.HTTPError as error:
        return f"answers {error.code}"
    except (OSError, ValueError) as error:
        return _why_silent(error)
    return None


def _why_silent(error: OSError | ValueError) -> str:
    """Of a request that got no answer of ours."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "shows a certificate that this machine does not trust"
    if isinstance(reason, ssl.SSLError):
        return "does not speak TLS as asked"
    if isinstance(reason, socket.gaierror):
        return "has a host name that is not known (DNS)"
    return "answers with a page of something else" if isinstance(error, ValueError) else SILENT


def _ask(config: Settings, address: str, **headers: str) -> Any:
    """The request names the host of the site, because the web refuses all others."""
    return ask(address, {"Host": urlsplit(config.base_url).netloc, **headers}, TIMEOUT_SECONDS)


def clock_trouble(ahead: float | None) -> str | None:
    """`ahead` is in seconds. None: it is not known."""
    if ahead is None or not clock_is_off(ahead):
        return None
    return f"its clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the database's"


def check_broker(url: str, folder: Path) -> Check:
    """Another process connects as worker and beat do. It is named as text, because `web` must not import `tasks`."""
    if not url:
        return {"configured": str(folder), "trouble": _folder_trouble(folder)}
    command = [sys.executable, "-m", "tasks.broker_trouble"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=3 * TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        return {"configured": shown(url), "trouble": SILENT}
    trouble = json.loads(done.stdout)["trouble"] if done.returncode == 0 else "cannot be asked"
    return {"configured": shown(url), "trouble": trouble}


def _folder_trouble(folder: Path) -> str | None:
    """Messages, and what worker and beat must know of each other, have a folder each below it."""
    if not folder.is_dir():
        return NO_FOLDER
    if trouble := try_to_write(folder):
        return trouble
    tried = (try_to_write(each) for each in sorted(folder.iterdir()) if each.is_dir())
    return next((trouble for trouble in tried if trouble), None)


def check_redis(url: str) -> Check:
    from redis import Redis

    waits = {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS}
    try:
        Redis.from_url(url, **waits).ping()
    except Exception as error:  # noqa: BLE001 (whatever is wrong with it, the other parts are shown)
        return {"configured": shown(url), "trouble": trouble_of(error)}
    return {"configured": shown(url), "trouble": None}


def shown(url: str) -> str:
    """The address without user and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or PORTS[parts.scheme]}"
