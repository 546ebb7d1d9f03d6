"""Backups: a site is written into one file while it runs, and restored from it into an empty data folder."""
