"""The owner of files that root makes in the data folder of another user, for example by a command in root's crontab.

The parts run as that user. They could not read a file that belongs to root.
"""

import os
from pathlib import Path


def give_to_owner_of_folder(path: Path) -> None:
    """Give the file to the owner of its folder. Does nothing unless root runs this. Links are not followed."""
    if os.geteuid() != 0:
        return
    folder = path.parent.stat()
    os.chown(path, folder.st_uid, folder.st_gid, follow_symlinks=False)
