"""The owner's side: my media, the media page, Manage guest access (SPEC 4)."""
