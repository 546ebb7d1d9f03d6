"""What the forms that upload a file share: the size of the body, the chosen file, and replacing a stored file."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from models.errors import Invalid, MediaAway, NoSpace, TooManyFiles
from models.files import storage
from models.plumbing import database

# What can go wrong with an uploaded file. The form then comes back with the sentence of the error.
UPLOAD_ERRORS = (Invalid, NoSpace, MediaAway, TooManyFiles)

File = TypeVar("File")


def limit_body(most_bytes: int) -> None:
    """The largest body of this request. Reading a larger one raises RequestEntityTooLarge."""
    request.max_content_length = most_bytes
    request.max_form_memory_size = most_bytes


def chosen_file(field: str) -> FileStorage | None:
    """None if no file was chosen: browsers then send an empty file without a name."""
    file = request.files.get(field)
    return file if file is not None and file.filename else None


def replace_file(stored: AbstractContextManager[File], put: Callable[[Session, File], str | None]) -> File:
    """Store the new file, let `put` write its row, and then remove the old file, whose name `put` returns."""
    with stored as file, database.writing() as db:
        replaced = put(db, file)
    # Only after the commit. If the commit had failed, the old row would have no file.
    storage.discard(replaced)
    return file
