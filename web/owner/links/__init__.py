"""Manage guest access: the switch and the links of a media item."""
