"""Recordings of every kind that people upload, each a few seconds long. `python -m tests.corpus` uploads them into a
running site, plays each in a browser and writes docs/figures/recordings.md."""
