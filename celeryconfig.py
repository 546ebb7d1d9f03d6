"""Celery's settings, queues, routes and schedule, with the tasks of `models.upkeep.maintenance_tasks`."""

from celery.schedules import crontab
from kombu import Queue

from models.config.settings import settings
from models.upkeep.maintenance_tasks import HOUR, MAINTENANCE_TASKS
from tasks import broker

_config = settings()

broker_url = broker.address(_config)
broker_use_ssl = broker.tls(_config)
broker_transport = broker.transport(_config)
broker_transport_options = broker.transport_options(_config)

broker_connection_timeout = 2
broker_connection_retry_on_startup = True
# Never give up: the supervisor would only start the worker again.
broker_connection_max_retries = None
task_publish_retry = False

# Messages are acknowledged after the work. If a worker dies, RabbitMQ or Redis gives its message to another (facts 9).
task_acks_late = True
task_reject_on_worker_lost = True
# A worker holds this many messages for each of its 4 threads (tasks/run.py), so 8 in all (facts 1).
worker_prefetch_multiplier = 2
task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
timezone = "UTC"
enable_utc = True
worker_send_task_events = False
# We do not need remote control, and others who can write to the broker must not control our workers.
worker_enable_remote_control = False
# Old messages are dropped. Otherwise a message that kills its worker would be delivered again and again (facts 10).
_expiring = {"expires": broker.MESSAGE_SECONDS}
task_annotations = {"tasks.advance_workflow": _expiring, "tasks.prepare_recording": _expiring}
worker_consumer = "tasks.consumer:Consumer"
imports = ("tasks.periodic", "tasks.workflows")

# Each periodic task has a queue of its own, so that beat sees whether a message of it waits (tasks/beat.py).
task_queues = [
    *(Queue(name, queue_arguments=broker.queue_arguments(_config, max_length=1)) for name in MAINTENANCE_TASKS),
    Queue(broker.WORKFLOW_QUEUE, queue_arguments=broker.queue_arguments(_config)),
    Queue(broker.MEDIA_QUEUE, queue_arguments=broker.queue_arguments(_config)),
]
task_default_queue = broker.WORKFLOW_QUEUE
task_create_missing_queues = False
task_routes = {
    **{f"tasks.{name}": {"queue": name} for name in MAINTENANCE_TASKS},
    "tasks.advance_workflow": {"queue": broker.WORKFLOW_QUEUE},
    "tasks.prepare_recording": {"queue": broker.MEDIA_QUEUE},
}

beat_scheduler = "tasks.beat:OneMessageScheduler"
beat_max_loop_interval = 2
beat_schedule = {
    name: {
        "task": f"tasks.{name}",
        # Hourly tasks run at the full hour: an interval would start again with every start of beat (facts 11).
        "schedule": crontab(minute="0") if task.every == HOUR else task.every,
        "options": {"queue": name, "expires": broker.MESSAGE_SECONDS, "confirm_timeout": broker.ANSWER_SECONDS},
    }
    for name, task in MAINTENANCE_TASKS.items()
}
