"""The demo: its site, its clip and its live stream."""
