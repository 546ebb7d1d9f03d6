"""A file in the bucket: whether it is there, and reading its bytes."""

import io
from dataclasses import dataclass
from typing import Any

from models.errors import BucketAway
from models.files.s3 import connection, errors_as_bucket_away
from models.plumbing.seekable import Seekable


@dataclass(frozen=True)
class RemoteFile:
    """A file in the bucket, to be sent."""

    stored_name: str
    size: int

    def open(self) -> io.RawIOBase:
        """Raises FileNotFoundError and BucketAway.

        Each read is a request of its own, so a slow reader holds no connection to the server.
        """
        if not exists(self.stored_name):
            raise FileNotFoundError(self.stored_name)
        return _Reader(self)


class _Reader(Seekable):
    def __init__(self, file: RemoteFile) -> None:
        super().__init__(file.size)
        self.file = file

    def readinto(self, buffer: Any) -> int:
        """Raises BucketAway."""
        wanted = min(len(buffer), self.size - self.position)
        if wanted <= 0:
            return 0
        byte_range = f"bytes={self.position}-{self.position + wanted - 1}"
        s3 = connection()
        with errors_as_bucket_away():
            content = s3.patient.get_object(**s3.location(self.file.stored_name), Range=byte_range)["Body"].read()
        buffer[: len(content)] = content
        self.position += len(content)
        return len(content)


def exists(stored_name: str) -> bool:
    """Raises BucketAway."""
    try:
        with errors_as_bucket_away():
            connection().quick.head_object(**connection().location(stored_name))
    except BucketAway as away:
        if away.code != "404":
            raise
        # The answer to a HEAD has no body: it does not say whether the file or the whole bucket is missing.
        return not _is_said_to_be_missing(stored_name)
    return True


def _is_said_to_be_missing(stored_name: str) -> bool:
    try:
        with errors_as_bucket_away():
            connection().quick.get_object(**connection().location(stored_name), Range="bytes=0-0")["Body"].close()
    except BucketAway as away:
        if away.code != "NoSuchKey":
            raise
        return True
    return False
