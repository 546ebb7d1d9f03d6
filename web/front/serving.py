"""Serving: the real server before the front, with access to neither tokens nor addresses in its log."""

import uvicorn

from models.config.settings import settings
from models.files import storage
from models.plumbing import database, logs
from models.site import founding

GRACE_SECONDS = 3


def serve() -> None:
    """Until told to stop. Raises Misconfigured before it listens."""
    logs.set_up("web")
    founding.check_migrated(database.engine())
    storage.remove_abandoned_uploads()
    host, _, port = settings().bind.rpartition(":")
    uvicorn.run(
        "web.front.asgi:Front",
        factory=True,
        host=host.strip("[]"),
        port=int(port),
        # An access log would hold every guest's token.
        access_log=False,
        # Ours (`logs.set_up`).
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=15,
        lifespan="off",
    )
