"""For code that judges a path before Flask routes it."""

import re


def as_routed(path: str) -> str:
    """Werkzeug takes `//login` for `/login`."""
    return re.sub("/+", "/", path)
