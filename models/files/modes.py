"""Who may read the data folder: its user alone, and nginx what it sends (contract 11.61).

nginx is a member of the group (facts 60). It sends files only with `GUESTLINK_ACCEL=on`.
"""

import os
import stat
from collections.abc import Iterator
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


def put_right(config: Settings, *, everything: bool = False) -> None:
    """Set the modes of what belongs to this user below the data folder, for a site from before, or after a change of
    `GUESTLINK_ACCEL`.

    A folder whose own mode is right is not looked into, unless `everything`: what we write there has the right modes,
    and a look at all media at each start would take long (facts 93).
    """
    _set_mode(config.data, of_folder(config))
    for path in (*_inside(config.data), *_inside(config.live_folder), config.arriving_folder):
        if everything or not _is_right_folder(path, config):
            _put_right_below(path, config)


def _put_right_below(path: Path, config: Settings) -> None:
    """A folder comes after what is in it. So if this is broken off, its mode is wrong, and it is looked into again."""
    for parent, _names, files in os.walk(path, topdown=False):
        of_this, of_files = _modes_in(Path(parent), config)
        for name in files:
            is_arriving = name.startswith(arriving.PREFIX)
            _set_mode(Path(parent, name), 0o600 if is_arriving else of_files)
        _set_mode(Path(parent), of_this)
    if not path.is_dir():
        _set_mode(path, 0o600)


def _modes_in(folder: Path, config: Settings) -> tuple[int, int]:
    """Of this folder below the data folder, and of the files in it."""
    is_sent = folder.relative_to(config.data).parts[0] in SENT and folder != config.arriving_folder
    return (of_folder(config), of_media_file(config)) if is_sent else (0o700, 0o600)


def _inside(folder: Path) -> Iterator[Path]:
    """Links are not followed."""
    with suppress(OSError):
        yield from [] if folder.is_symlink() else [path for path in folder.iterdir() if not path.is_symlink()]


def _is_right_folder(path: Path, config: Settings) -> bool:
    with suppress(OSError):
        found = os.lstat(path).st_mode
        return stat.S_ISDIR(found) and stat.S_IMODE(found) == _modes_in(path, config)[0]
    return False


def _set_mode(path: Path, mode: int) -> None:
    # Gone meanwhile, or on a disk that cannot be written.
    with suppress(OSError):
        found = os.lstat(path)
        is_ours = found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode)
        if is_ours and stat.S_IMODE(found.st_mode) != mode:
            os.chmod(path, mode)  # noqa: PTH101
