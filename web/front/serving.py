"""Starts the server (uvicorn) that runs the front."""

import resource

import uvicorn

from models.backups.running_settings import record_settings
from models.config.binding import bind_address
from models.config.settings import settings
from models.files import storage
from models.plumbing import database, logs
from models.site import founding
from web.front.connections import BoundedProtocol
from web.requests import throttling

# After a signal to stop, an answer has this long to end.
GRACE_SECONDS = 3
# A connected page is an open file. Many systems give a process 1,024 files at first, and more when it asks.
MOST_FILES = 65_536


def raise_file_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def serve() -> None:
    """Serves until it is told to stop. Raises Misconfigured before it listens."""
    logs.set_up("web")
    founding.check_migrated(database.engine())
    storage.remove_abandoned_uploads()
    record_settings(settings())
    raise_file_limit()
    throttling.prepare()
    host, port = bind_address(settings().bind)
    uvicorn.run(
        "web.front.asgi:Front",
        factory=True,
        http=BoundedProtocol,
        ws="none",
        host=host,
        port=port,
        # An access log would hold the token of every guest.
        access_log=False,
        # None: `logs.set_up` has configured logging already.
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=15,
        lifespan="off",
    )
