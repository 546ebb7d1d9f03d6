"""Media items: videos, live sessions, rooms, and what belongs to each."""
