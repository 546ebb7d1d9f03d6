"""Workflows: the recorded steps that follow an event, and their admin's page."""
