"""The Celery app. Its settings, queues, routes and schedule are in `celeryconfig.py`."""

from celery import Celery

app = Celery("guestlink", config_source="celeryconfig")
