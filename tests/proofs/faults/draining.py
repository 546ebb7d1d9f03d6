"""Whether workflows still wait for a worker. Until none does, a workflow may be late only because others come first.

A workflow whose message was lost is neither due nor in the queue until its lease is over. So it does not count here.
"""

from datetime import UTC, datetime

from kombu.connection import Connection
from kombu.exceptions import OperationalError
from sqlalchemy import Engine, func, select

from models.plumbing import database
from models.tables import Workflow
from tests.topology.native import Topology


def is_drained(site: Topology, bind: Engine) -> bool:
    """Whether no workflow is due, and the queue of workflows is empty."""
    return _is_queue_empty(site) and not _count_due(bind)


def _is_queue_empty(site: Topology) -> bool:
    """False while the broker starts."""
    address = (site.secrets / "broker_url").read_text()
    try:
        with Connection(address, connect_timeout=5) as connection, connection.channel() as channel:
            return not channel.queue_declare(queue="workflows", passive=True).message_count
    except (OSError, OperationalError):
        return False


def _count_due(bind: Engine) -> int:
    with database.reading(bind) as db:
        return db.scalars(select(func.count(Workflow.id)).where(Workflow.due(datetime.now(UTC)))).one()
