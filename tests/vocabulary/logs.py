"""The log as a part of the product sets it up, for as long as a test looks; the process's own is put back after."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from models.plumbing import logs


@contextmanager
def as_set_up() -> Iterator[io.StringIO]:
    """Where its lines shall go; `logs.set_up` is the test's to call."""
    names = ("", *logs.QUIET)
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in names}
    handlers = root.handlers[:]
    try:
        yield io.StringIO()
    finally:
        root.handlers[:] = handlers
        for name in names:
            logging.getLogger(name).setLevel(levels[name])
        logging.captureWarnings(False)
