"""The file that somebody chose in a form, and the size of that form's body."""

from flask import request
from werkzeug.datastructures import FileStorage


def limit_body(most_bytes: int) -> None:
    """The largest body of this request. Reading a larger one raises RequestEntityTooLarge."""
    request.max_content_length = most_bytes
    request.max_form_memory_size = most_bytes


def chosen_file(field: str) -> FileStorage | None:
    """None if no file was chosen: browsers then send an empty file without a name."""
    file = request.files.get(field)
    return file if file is not None and file.filename else None
