"""Manage guest access: the switch and the links."""
