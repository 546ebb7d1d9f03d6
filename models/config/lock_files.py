"""Names of the files in the data folder that processes lock or leave as a mark.

Imports nothing: `up` reads it, and must stay small.
"""

# Locked by `guestlink up`.
UP = "up.lock"
# Locked by each part that runs, shared with the others.
PARTS = "parts.lock"
# Locked by a backup while it copies. Meanwhile no media file is erased.
BACKUP = "backup.lock"
# Locked for a moment by each process that reserves space for an upload.
SPACE = "space.lock"
# Exists from the beginning of a restore to its end, and afterwards if the restore was killed.
RESTORING = "restoring"
