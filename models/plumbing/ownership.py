"""The owner of what root makes in the data folder of another user, for example by a command in root's crontab.

The parts run as that user. They could not read a file that belongs to root, nor write into a folder of root's.
"""

import os
from pathlib import Path


def give_to_owner_of_folder(path: Path) -> None:
    """Give the file to the owner of its folder. Does nothing unless root runs this. Links are not followed."""
    if os.geteuid() != 0:
        return
    folder = path.parent.stat()
    os.chown(path, folder.st_uid, folder.st_gid, follow_symlinks=False)


def make_folder(path: Path) -> None:
    """Make it, and the folders above it, if they are missing. Each belongs to the owner of the one above it."""
    if path.is_dir():
        return
    if path.parent != path:
        make_folder(path.parent)
    path.mkdir(exist_ok=True)
    give_to_owner_of_folder(path)
