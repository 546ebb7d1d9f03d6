"""Maintenance over each broker: workers finish workflows, two beats do no harm, and it goes on when a part dies."""

import json
import time

import amqp
import pytest
import redis
from sqlalchemy import Engine, func, select

from models.plumbing import database
from models.tables import GuestGroup, GuestSession, Workflow
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from tests.topology.native import Topology
from tests.topology.sharing import Shared
from tests.vocabulary.waiting import wait_until

SOON = 60


@pytest.fixture(params=["over_rabbitmq", "over_redis"])
def site(request: pytest.FixtureRequest) -> Topology:
    found: Topology = request.getfixturevalue(request.param)
    return found


def left_of(engine: Engine, link_id: str) -> list[int]:
    """How many guest groups, guest sessions and unfinished workflows this link has."""
    with database.reading(engine) as db:
        groups = select(func.count()).where(GuestGroup.link_id == int(link_id))
        sessions = select(func.count()).where(GuestSession.link_id == int(link_id))
        undone = select(func.count()).where(Workflow.link_id == int(link_id), Workflow.state != "done")
        return [db.scalars(count).one() for count in (groups, sessions, undone)]


def waiting(site: Topology) -> dict[str, int]:
    """How many messages wait in the queue of each periodic task."""
    if site.redis_broker:
        client = redis.Redis(port=site.redis_broker.port)
        return {name: int(client.llen(name)) for name in MAINTENANCE_TASKS}
    assert site.rabbitmq
    connection = amqp.Connection(f"127.0.0.1:{site.rabbitmq.port}", userid="guestlink", password="guestlink")
    with connection:
        channel = connection.channel()
        return {name: channel.queue_declare(name, passive=True).message_count for name in MAINTENANCE_TASKS}


def test_workers_remove_the_guests_of_a_deleted_link(site: Topology, shared: Shared, engine: Engine) -> None:
    visitor = shared.visitor()
    page = visitor.enter()
    assert page.is_media_page
    assert left_of(engine, shared.link_id) == [1, 1, 0]
    shared.site.run("link", "delete", shared.link_id)
    assert visitor.status_of_bytes(page) == 206, "a connected guest plays on"
    visitor.leave(page)
    wait_until("sessions and group are gone", lambda: left_of(engine, shared.link_id) == [0, 0, 0], SOON)
    assert visitor.load().status == 410


def test_queues_of_rabbitmq_are_quorum_queues(over_rabbitmq: Topology) -> None:
    """RabbitMQ refuses to declare them as another kind, and names the kind that they are."""
    assert over_rabbitmq.rabbitmq
    address = f"127.0.0.1:{over_rabbitmq.rabbitmq.port}"
    with amqp.Connection(address, userid="guestlink", password="guestlink") as connection:
        channel = connection.channel()
        with pytest.raises(amqp.PreconditionFailed, match="quorum"):
            channel.queue_declare("workflows", durable=True, auto_delete=False)


def test_two_beats_leave_one_message_of_each_task_while_no_worker_runs(site: Topology) -> None:
    site.stop(*site.names("worker"))
    try:
        wait_until("messages wait", lambda: waiting(site)["dispatch_workflows"], SOON)
        for _ in range(20):
            assert max(waiting(site).values()) <= 1, json.dumps(waiting(site))
            time.sleep(0.5)
    finally:
        site.start(*site.names("worker"))
    goes_on(site)


def test_every_killed_part_is_started_again_and_maintenance_goes_on(site: Topology, shared: Shared) -> None:
    broker = "rabbitmq" if site.rabbitmq else "redis-broker"
    for name in ("worker-1", "worker-2", "beat-1", "beat-2", "nginx", "redis", broker, "postgres"):
        kill_and_await(site, name)
    assert shared.visitor().enter().is_media_page


def kill_and_await(site: Topology, name: str) -> None:
    starts = site[name].starts
    site.kill(name)
    wait_until(f"{name} is started again", lambda: site[name].starts > starts)
    wait_until("the web answers /readyz", lambda: _succeeded(site))
    goes_on(site, 120)


def goes_on(site: Topology, seconds: float = SOON) -> None:
    """Wait until six more maintenance tasks have succeeded."""
    before = _succeeded(site)
    wait_until("maintenance goes on", lambda: _succeeded(site) > before + 5, seconds)


def _succeeded(site: Topology) -> int:
    """How many maintenance tasks have succeeded; 0 while no web answers."""
    try:
        return sum(site.successes().values())
    except OSError:
        return 0


def test_a_silent_broker_stops_no_owner_and_is_used_again_later(site: Topology, shared: Shared) -> None:
    broker = "rabbitmq" if site.rabbitmq else "redis-broker"
    site.freeze(broker)
    try:
        site.run("access", "off", shared.media)
        assert shared.visitor().load().status == 410
        # Long enough for every part to have tried it.
        time.sleep(15)
    finally:
        site.thaw(broker)
    goes_on(site)
