"""Files that root makes in the data folder of another user, such as by a command in root's crontab.

They are given to the owner of their folder. Otherwise the parts, which run as that user, could not read them.
"""

import os
from pathlib import Path


def give_to_owner_of_folder(path: Path) -> None:
    """Does nothing unless root runs this. Links are not followed."""
    if os.geteuid() != 0:
        return
    folder = path.parent.stat()
    os.chown(path, folder.st_uid, folder.st_gid, follow_symlinks=False)
