"""Whether what was there to do has been handed out and taken: whoever waits for a turn is late only by what is before.

A workflow whose hint was lost is neither due nor in the queue until its lease is over: that is what convergence tells.
"""

from datetime import UTC, datetime

from kombu.connection import Connection
from kombu.exceptions import OperationalError
from sqlalchemy import Engine, func, select

from models.plumbing import database
from models.tables import Workflow
from tests.topology.native import Topology


def is_drained(site: Topology, bind: Engine) -> bool:
    return _is_empty(site) and not _due(bind)


def _is_empty(site: Topology) -> bool:
    """False too while the broker starts."""
    address = (site.secrets / "broker_url").read_text()
    try:
        with Connection(address, connect_timeout=5) as connection, connection.channel() as channel:
            return not channel.queue_declare(queue="workflows", passive=True).message_count
    except (OSError, OperationalError):
        return False


def _due(bind: Engine) -> int:
    with database.reading(bind) as db:
        return db.scalars(select(func.count(Workflow.id)).where(Workflow.due(datetime.now(UTC)))).one()
