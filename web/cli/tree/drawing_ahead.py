"""The film of a new demo is drawn by a process of its own, while the supervisor imports and the site is prepared."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from web.cli.tree import forking
from web.cli.tree.parent_death import end_with_parent


@contextmanager
def drawing_film(options: dict[str, Any]) -> Iterator[int | None]:
    """The reading end of a pipe from which the film comes. None if the data folder was used before, because the demo
    may already be there. If it is not, it draws the film itself (web/cli/demo/files.py)."""
    if Path(options["env"]["GUESTLINK_DATA"], "media").exists():
        yield None
        return
    reader, writer = os.pipe()
    process = forking.fork("demo-film", _draw, options["pass_fds"], options["env"], writer)
    os.close(writer)
    try:
        yield reader
    finally:
        os.close(reader)
        process.wait()


def _draw() -> None:
    end_with_parent()
    from web.cli.demo.film import make_film

    # Not in the data folder: a killed process would leave it there.
    with TemporaryDirectory() as folder:
        film = Path(folder) / "film.mp4"
        make_film(film)
        # Nobody reads it if the site could not be prepared.
        with contextlib.suppress(BrokenPipeError), os.fdopen(1, "wb", closefd=False) as output:
            output.write(film.read_bytes())
