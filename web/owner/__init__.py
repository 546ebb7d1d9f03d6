"""The owner's side of the site: My media, the media page, adding and editing items, Manage guest access."""
