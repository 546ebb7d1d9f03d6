"""The domain: tables, the rules on them, and the use-cases. Knows neither Flask nor Celery."""
