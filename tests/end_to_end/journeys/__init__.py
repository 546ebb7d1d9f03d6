"""Journeys: what people do on the site from the first page to the last, in every way in which they may do it.

A story is written once. It is gone through by mouse, by keyboard alone and without script, on a phone and a desktop, in
each language and in both colour schemes. `uv run python -m tests.end_to_end.journeys` goes through all of them.
"""
