"""Maintenance: the list of tasks, running them, which are late and why, and signs of life of worker and beat."""
