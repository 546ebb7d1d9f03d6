"""My media and the media page."""
