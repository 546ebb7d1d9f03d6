"""Adding media items: videos, live sessions and rooms."""
