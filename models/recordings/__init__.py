"""Reads files that strangers have made, in bounded child processes: videos, pictures and captions."""
