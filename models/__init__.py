"""The domain, in rooms on floors (docs/architecture.md). Knows neither Flask nor Celery."""
