"""The owner's side: my media, the media page, Manage guest access (contract 4.1, 4.3, 4.4)."""
