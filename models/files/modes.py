"""Who may read the data folder: its user alone, and nginx what it sends (contract 11.61).

nginx is a member of the group (facts 60). It sends files only with `GUESTLINK_ACCEL=on`.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from models.config.settings import Settings
from models.files import arriving

# The folders whose files nginx sends, and through which it gets there.
SENT = ("media", "live")


def of_folder(config: Settings) -> int:
    """Of the data folder and of those that nginx reads."""
    return 0o750 if config.accel == "on" else 0o700


def of_media_file(config: Settings) -> int:
    return 0o640 if config.accel == "on" else 0o600


def put_right(config: Settings) -> None:
    """Set the modes of everything below the data folder that belongs to this user, for a site from before, or whose
    files came from elsewhere. Does nothing to what is right already."""
    for folder, _names, files in os.walk(config.data):
        parts = Path(folder).relative_to(config.data).parts
        is_sent = parts[:1] in {(name,) for name in SENT}
        _set_mode(folder, of_folder(config) if is_sent or not parts else 0o700)
        for name in files:
            may_be_sent = is_sent and not name.startswith(arriving.PREFIX)
            _set_mode(os.path.join(folder, name), of_media_file(config) if may_be_sent else 0o600)  # noqa: PTH118


def _set_mode(path: str, mode: int) -> None:
    # Gone meanwhile, or on a disk that cannot be written.
    with suppress(OSError):
        found = os.lstat(path)
        is_ours = found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode)
        if is_ours and stat.S_IMODE(found.st_mode) != mode:
            os.chmod(path, mode)  # noqa: PTH101
