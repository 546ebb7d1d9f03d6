"""The settings of a running site, for a process that works on it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.conftest import forget


@contextmanager
def settings_of(site: Mapping[str, str]) -> Iterator[None]:
    """In the block, this process has the settings of this site, and no others."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("GUESTLINK_")]:
        del os.environ[name]
    os.environ |= site
    forget()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
        forget()
