"""Logging as the product sets it up, for the length of a test."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from models.plumbing import logs


@contextmanager
def log_stream() -> Iterator[io.StringIO]:
    """A stream for the log lines: the test passes it to `logs.set_up`. Afterwards, logging is as it was before."""
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
