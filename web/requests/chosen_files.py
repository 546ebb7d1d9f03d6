"""The file that somebody chose in a form, and the size of that form's body."""

from flask import request
from werkzeug.datastructures import FileStorage

# While Werkzeug reads the fields beside a file, and the head of each part, it may also hold a chunk of the file in
# memory. So this must be larger than a chunk, which is 64 KiB. It reads a head of a part in 20 times its size.
FIELDS_MEMORY = 1024 * 1024


def limit_body(most_bytes: int) -> None:
    """The largest body of this request. Reading a larger one raises RequestEntityTooLarge."""
    request.max_content_length = most_bytes
    request.max_form_memory_size = FIELDS_MEMORY


def chosen_file(field: str) -> FileStorage | None:
    """None if no file was chosen: browsers then send an empty file without a name."""
    file = request.files.get(field)
    return file if file is not None and file.filename else None
