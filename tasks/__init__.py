"""Celery: the app, beat (the scheduler), the periodic tasks and workflows. Each task calls one use-case of `models`."""
