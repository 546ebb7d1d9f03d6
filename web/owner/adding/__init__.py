"""Adding media: uploads, live sessions, rooms."""
