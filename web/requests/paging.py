"""Which page of a long list a request asks for. `models.plumbing.paging` loads its rows."""

from flask import request

from models.errors import NotFound
from models.plumbing.row_ids import row_id


def page_number() -> int:
    """The number in `?page=`, 1 without it. Raises NotFound for anything that is not the number of a page."""
    number = row_id(request.args.get("page", "1"))
    if number is None:
        raise NotFound
    return number
