"""The Celery app. Settings, queues, routes and the schedule stand in `celeryconfig.py`."""

from celery import Celery

app = Celery("guestlink", config_source="celeryconfig")
