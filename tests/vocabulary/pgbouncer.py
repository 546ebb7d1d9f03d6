"""A PgBouncer in transaction mode, in front of a PostgreSQL server, for one test."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from tests.vocabulary.waiting import free_port, listens, wait_until

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

# With so few connections to the server, clients often get another one than before.
CONFIGURATION = """\
[databases]
* = host={host} port={server_port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
query_wait_timeout = 5
server_login_retry = 1
"""


@contextmanager
def pgbouncer(folder: Path, server: URL) -> Iterator[URL]:
    """Yields the address of the same database through the pooler."""
    port, file = free_port(), folder / "pgbouncer.ini"
    named = {"host": server.host, "server_port": server.port or 5432, "user": server.username, "port": port}
    file.write_text(CONFIGURATION.format(**named))
    # It refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    with file.open() as configuration:
        process = subprocess.Popen(
            [str(PROGRAM), "-q", "/dev/stdin"], user=user, stdin=configuration, stderr=subprocess.DEVNULL, cwd="/"
        )
    try:
        wait_until("PgBouncer listens", lambda: listens(port))
        yield server.set(host="127.0.0.1", port=port)
    finally:
        process.kill()
        process.wait()
