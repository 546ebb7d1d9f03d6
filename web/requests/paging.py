"""Which page of a long list is asked for."""

from flask import request

from models.errors import NotFound
from models.plumbing.row_ids import row_id


def page_number() -> int:
    """Of `?page=`, 1 when nothing is said. Raises NotFound for what is no number of a page."""
    asked = row_id(request.args.get("page", "1"))
    if asked is None:
        raise NotFound
    return asked
