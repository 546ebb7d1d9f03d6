"""Reads files that strangers have made: videos, pictures and captions."""
