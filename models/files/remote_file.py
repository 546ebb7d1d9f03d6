"""A file in the bucket: whether it is there, and its bytes, each read a request of its own."""

import io
from dataclasses import dataclass
from typing import Any

from models.errors import BucketAway
from models.files.s3 import answering, connection


@dataclass(frozen=True)
class RemoteFile:
    """A file in the bucket, to be sent."""

    stored_name: str
    size: int

    def open(self) -> io.RawIOBase:
        """Raises FileNotFoundError and BucketAway. Nothing stays open at the server between two reads: a reader may be
        as slow as it likes."""
        if not look(self.stored_name):
            raise FileNotFoundError(self.stored_name)
        return _Reading(self)


class _Reading(io.RawIOBase):
    """Each read is a request for its range."""

    def __init__(self, file: RemoteFile) -> None:
        self.file, self.position = file, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.position = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.file.size}[whence] + offset
        return self.position

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer: Any) -> int:
        """Raises BucketAway."""
        wanted = min(len(buffer), self.file.size - self.position)
        if wanted <= 0:
            return 0
        asked = f"bytes={self.position}-{self.position + wanted - 1}"
        s3 = connection()
        with answering():
            content = s3.patient.get_object(**s3.named(self.file.stored_name), Range=asked)["Body"].read()
        buffer[: len(content)] = content
        self.position += len(content)
        return len(content)


def look(stored_name: str) -> bool:
    try:
        with answering():
            connection().quick.head_object(**connection().named(stored_name))
    except BucketAway as away:
        if away.code != "404":
            raise
        # Of the file, or of the whole bucket, or of somebody else's server: an answer to HEAD has no words.
        return not _is_said_to_be_missing(stored_name)
    return True


def _is_said_to_be_missing(stored_name: str) -> bool:
    try:
        with answering():
            connection().quick.get_object(**connection().named(stored_name), Range="bytes=0-0")["Body"].close()
    except BucketAway as away:
        if away.code != "NoSuchKey":
            raise
        return True
    return False
