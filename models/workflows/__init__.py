"""Workflows: the recorded steps that follow an event, their dispatch, and the admin's list of them."""
