"""Celery's settings, queues, routes and schedule. No logic: what is due is known to `models.chores`."""

from celery.schedules import crontab
from kombu import Queue

from models.chores import CHORES, HOUR
from models.plumbing.settings import settings

_config = settings()

# The embedded broker: folders of files, one transport for one machine.
if _config.broker_url:
    broker_url = _config.broker_url
    broker_transport_options: dict[str, object] = {}
else:
    broker_url = "filesystem://localhost"
    _messages, _control = _config.broker_folder / "messages", _config.broker_folder / "control"
    for _folder in (_messages, _control):
        _folder.mkdir(parents=True, exist_ok=True)
    broker_transport_options = {
        "data_folder_in": str(_messages),
        "data_folder_out": str(_messages),
        "control_folder": str(_control),
        # A worker that looks five times a second starts a task at once and idles at a fraction of a percent (FACTS).
        "polling_interval": 0.2,
    }

broker_connection_timeout = 2
broker_connection_retry_on_startup = True
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
imports = ("tasks.maintaining", "tasks.workflows")

# One queue for each periodic task: so beat can see that one waits already (tasks/beat.py).
task_queues = [*(Queue(name) for name in CHORES), Queue("workflows")]
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
        # An hour-long interval begins anew with every beat, and may never end; the clock's full hour comes (FACTS).
        "schedule": crontab(minute="0") if chore.every == HOUR else chore.every,
        "options": {"queue": name, "expires": 300},
    }
    for name, chore in CHORES.items()
}
