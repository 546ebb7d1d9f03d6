"""The data folder, as GUESTLINK_DATA names it. Imports little: `up` reads it, and must stay small."""

import stat
from pathlib import Path

EXAMPLE = "/srv/guestlink"


def usable_folder(named: str) -> Path:
    """The whole path. The folder may be missing. Raises ValueError if it is none, or can never be made."""
    if len(named) > 1 and named[0] == named[-1] and named[0] in "\"'":
        # `docker run --env-file` keeps them.
        raise ValueError(f"must be a folder without quotes around it, like {EXAMPLE}")
    try:
        path = Path(named).expanduser().absolute()
    except RuntimeError:
        raise ValueError(f"must be a folder, like {EXAMPLE}. No home folder is known for its ~") from None
    for part in (path, *path.parents):
        try:
            found = part.stat()
        except FileNotFoundError:
            if part.is_symlink():
                raise ValueError(f"must be a folder, like {EXAMPLE}. {part} is a link to what is not there") from None
            continue
        except OSError:
            continue
        if not stat.S_ISDIR(found.st_mode):
            raise ValueError(f"must be a folder, like {EXAMPLE}. {part} is a file")
        return path
    return path
