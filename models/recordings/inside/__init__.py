"""What runs in the child process that reads a stranger's file, and nowhere else: it loads FFmpeg and Pillow.

`../child.py` starts it. No module of the site is imported here: no settings, no database, no storage.
"""
