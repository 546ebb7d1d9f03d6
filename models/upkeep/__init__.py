"""Maintenance: the list of sweeps, running them, and what is late."""
