"""The media in a bucket of S3-compatible storage: the same functions as of the folder (`folder.py`).

Missing is only what the server says it has not, in a bucket that it has. Anything else (no bucket, no right, no answer)
is a BucketAway, as a folder is missing whose disk is not mounted.
"""

import time
from collections.abc import Iterable
from concurrent.futures import wait
from pathlib import Path
from urllib.parse import urlsplit

from models.errors import BucketAway
from models.files.remote_file import RemoteFile, look
from models.files.s3 import answering, connection

# A page that asks after a file again within so long is told what it was told.
FRESH_SECONDS = 2.0
MAX_SEEN = 10_000
# Of a sweep that looks for many: it holds its rows meanwhile, and on SQLite everybody's.
LOOKING_SECONDS = 2.0
# An address that we sign is good for so long. nginx asks at once; the rest is for clocks that differ.
SIGNED_SECONDS = 300
# Of an upload.
PART_BYTES = 16 * 1024**2


def trouble() -> str | None:
    """Why no file can be asked after just now; None when they can."""
    try:
        check()
    except BucketAway as away:
        return away.why
    return None


def check() -> None:
    """Raises BucketAway."""
    connection().asked(_list)


def has(stored_name: str) -> bool:
    """Raises BucketAway."""
    seen = connection().seen
    if time.monotonic() - seen.get(stored_name, -FRESH_SECONDS) < FRESH_SECONDS:
        return True
    found = connection().asked(look, stored_name)
    if len(seen) >= MAX_SEEN:
        seen.clear()
    if found:
        seen[stored_name] = time.monotonic()
    return found


def look_for(stored_names: Iterable[str]) -> dict[str, bool]:
    """Whether each of them is there, as many as answer within LOOKING_SECONDS. Raises BucketAway when any cannot be
    asked after."""
    asked = {connection().asking.submit(look, name): name for name in stored_names}
    done, late = wait(asked, LOOKING_SECONDS)
    for answer in late:
        answer.cancel()
    return {asked[answer]: answer.result() for answer in done}


def take(upload: Path, stored_name: str) -> None:
    copy(upload, stored_name)


def copy(source: Path, stored_name: str) -> None:
    """Raises BucketAway."""
    from boto3.s3.transfer import TransferConfig

    config = TransferConfig(multipart_chunksize=PART_BYTES, max_concurrency=4, preferred_transfer_client="classic")
    s3 = connection()
    named = s3.named(stored_name)
    with answering():
        s3.patient.upload_file(str(source), named["Bucket"], named["Key"], Config=config)
    if size_of(stored_name) != source.stat().st_size:
        raise BucketAway("has kept less than it was sent")


def write(content: bytes, stored_name: str) -> None:
    """Raises BucketAway."""
    with answering():
        connection().patient.put_object(**connection().named(stored_name), Body=content)


def erase(stored_name: str) -> None:
    """One that is gone already is erased, and one that came in part. Raises BucketAway."""
    connection().seen.pop(stored_name, None)
    connection().asked(_erase, stored_name)


def file(stored_name: str, size: int) -> RemoteFile:
    return RemoteFile(stored_name, size)


def size_of(stored_name: str) -> int:
    """Raises BucketAway, also for what is not there (its code is 404)."""
    with answering():
        return int(connection().patient.head_object(**connection().named(stored_name))["ContentLength"])


def signed_query(stored_name: str, method: str) -> str:
    """What stands behind the `?` of an address that may be asked by this method (GET or HEAD) for a while, whoever
    asks. Asks nothing of the server."""
    operation = {"GET": "get_object", "HEAD": "head_object"}[method]
    sign = connection().patient.generate_presigned_url
    return urlsplit(str(sign(operation, Params=connection().named(stored_name), ExpiresIn=SIGNED_SECONDS))).query


def _list(_: str) -> None:
    """Asks for the right to list too: without it a server does not say that a file is missing."""
    with answering():
        connection().quick.list_objects_v2(Bucket=connection().bucket, Prefix=connection().folder, MaxKeys=1)


def _erase(stored_name: str) -> None:
    s3 = connection()
    named = s3.named(stored_name)
    with answering():
        s3.quick.delete_object(**named)
        # A process that was killed while it uploaded has left parts, which no list of files shows.
        begun = s3.quick.list_multipart_uploads(Bucket=s3.bucket, Prefix=named["Key"]).get("Uploads", [])
        for upload in begun:
            s3.quick.abort_multipart_upload(**named, UploadId=upload["UploadId"])
