"""Celery's settings, queues, routes and schedule. No logic: what is due is known to `models.upkeep.chores`."""

from celery.schedules import crontab
from kombu import Queue

from models.config.settings import settings
from models.upkeep.chores import CHORES, HOUR
from tasks import broker

_config = settings()

broker_url = broker.address(_config)
broker_transport = broker.transport(_config)
broker_transport_options = broker.transport_options(_config)

broker_connection_timeout = 2
broker_connection_retry_on_startup = True
# However long it is away: a worker that gave up would only be begun again.
broker_connection_max_retries = None
task_publish_retry = False

# A message is a hint; still it is acknowledged late, so that a dying worker gives it back where the broker can.
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 2
task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
timezone = "UTC"
enable_utc = True
worker_hijack_root_logger = False
worker_send_task_events = False
# Nobody sends it commands, and whoever could write to the broker should not be able to.
worker_enable_remote_control = False
# Nobody waits for an old hint; and one that kills its worker is not handed out for ever (celery #9082).
task_annotations = {"tasks.advance_workflow": {"expires": broker.HINT_SECONDS}}
worker_consumer = "tasks.receiving:Consumer"
imports = ("tasks.maintaining", "tasks.workflows")

# One queue for each periodic task: so beat can see that one waits already (tasks/beat.py).
task_queues = [
    *(Queue(name, queue_arguments=broker.queue_arguments(_config, most=1)) for name in CHORES),
    Queue("workflows", queue_arguments=broker.queue_arguments(_config)),
]
task_default_queue = "workflows"
task_create_missing_queues = False
task_routes = {
    **{f"tasks.{name}": {"queue": name} for name in CHORES},
    "tasks.advance_workflow": {"queue": "workflows"},
}

beat_scheduler = "tasks.beat:OneWaiting"
beat_max_loop_interval = 2
beat_schedule = {
    name: {
        "task": f"tasks.{name}",
        # An hour-long interval begins anew with every beat, and may never end; the clock's full hour comes (facts 11).
        "schedule": crontab(minute="0") if chore.every == HOUR else chore.every,
        "options": {"queue": name, "expires": broker.HINT_SECONDS, "confirm_timeout": broker.PATIENCE_SECONDS},
    }
    for name, chore in CHORES.items()
}
