"""Celery: the app, the periodic tasks, the workflows' hints. Every task is a door to one use-case of `models`."""
