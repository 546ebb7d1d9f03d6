"""What the forms that upload a file share: what can go wrong, and replacing a stored file."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy.orm import Session

from models.errors import Invalid, MediaAway, NoSpace, TooManyFiles
from models.files import storage
from models.plumbing import database

# What can go wrong with an uploaded file. The form then comes back with the sentence of the error.
UPLOAD_ERRORS = (Invalid, NoSpace, MediaAway, TooManyFiles)

File = TypeVar("File")


def replace_file(stored: AbstractContextManager[File], put: Callable[[Session, File], str | None]) -> File:
    """Store the new file, let `put` write its row, and then remove the old file, whose name `put` returns."""
    with stored as file, database.writing() as db:
        replaced = put(db, file)
    # Only after the commit. If the commit had failed, the old row would have no file.
    storage.discard(replaced)
    return file
