"""The storage backend of a site whose media are in a bucket of S3-compatible storage. `folder.py` is the other one.

A file is missing only if the server says that an existing bucket lacks it. Any other answer, or none, is a BucketAway:
then nothing is known about the file.
"""

from collections.abc import Iterable
from concurrent.futures import wait
from pathlib import Path
from urllib.parse import urlsplit

from models.errors import BucketAway
from models.files.remote_file import RemoteFile, exists
from models.files.s3 import connection, errors_as_bucket_away
from models.plumbing import steady_clock
from models.plumbing.progress import Advance, advance_nothing

# A file that was seen is not looked for again for this time.
FRESH_SECONDS = 2.0
# At most so many files are remembered as seen. When there are more, all are forgotten.
MAX_SEEN = 10_000
# A sweep may look for files for this time only, because it holds locks on their rows, and on SQLite on the database.
LOOKING_SECONDS = 2.0
# How long a signed address works. nginx uses it at once; the rest is for clocks that differ.
SIGNED_SECONDS = 300
# An upload is sent in parts of this size.
PART_BYTES = 16 * 1024**2


def trouble() -> str | None:
    """Why the bucket cannot be used right now, for the operator. None if it can."""
    try:
        check()
    except BucketAway as away:
        return away.why
    return None


def check() -> None:
    """Raises BucketAway."""
    connection().ask(_list)


def has(stored_name: str) -> bool:
    """Raises BucketAway."""
    seen = connection().seen
    if steady_clock.seconds() - seen.get(stored_name, -FRESH_SECONDS) < FRESH_SECONDS:
        return True
    is_there = connection().ask(exists, stored_name)
    if len(seen) >= MAX_SEEN:
        seen.clear()
    if is_there:
        seen[stored_name] = steady_clock.seconds()
    return is_there


def look_for(stored_names: Iterable[str]) -> dict[str, bool]:
    """Whether each file is there. Files about which no answer came within LOOKING_SECONDS are left out.

    Raises BucketAway.
    """
    threads = connection().breaker.threads
    names = {threads.submit(exists, name): name for name in stored_names}
    done, late = wait(names, LOOKING_SECONDS)
    for future in late:
        future.cancel()
    return {names[future]: future.result() for future in done}


def take(upload: Path, stored_name: str) -> None:
    """Raises BucketAway."""
    copy(upload, stored_name)


def copy(source: Path, stored_name: str, advance: Advance = advance_nothing) -> None:
    """Raises BucketAway."""
    from boto3.s3.transfer import TransferConfig

    config = TransferConfig(multipart_chunksize=PART_BYTES, max_concurrency=4, preferred_transfer_client="classic")
    s3 = connection()
    location = s3.location(stored_name)
    with errors_as_bucket_away():
        s3.patient.upload_file(str(source), location["Bucket"], location["Key"], Config=config, Callback=advance)
    if size_of(stored_name) != source.stat().st_size:
        raise BucketAway("has kept less than it was sent")


def write(content: bytes, stored_name: str) -> None:
    """Raises BucketAway."""
    with errors_as_bucket_away():
        connection().patient.put_object(**connection().location(stored_name), Body=content)


def erase(stored_name: str) -> None:
    """Safe to call for a file that is gone, or of which only parts arrived. Raises BucketAway."""
    connection().seen.pop(stored_name, None)
    connection().ask(_erase, stored_name)


def file(stored_name: str, size: int) -> RemoteFile:
    return RemoteFile(stored_name, size)


def size_of(stored_name: str) -> int:
    """Raises BucketAway, with the code 404 if the file is not there."""
    with errors_as_bucket_away():
        return int(connection().patient.head_object(**connection().location(stored_name))["ContentLength"])


def signed_query(stored_name: str, method: str) -> str:
    """The query of an address with which anybody may GET or HEAD the file for SIGNED_SECONDS. Needs no answer of the
    server."""
    operation = {"GET": "get_object", "HEAD": "head_object"}[method]
    sign = connection().patient.generate_presigned_url
    return urlsplit(str(sign(operation, Params=connection().location(stored_name), ExpiresIn=SIGNED_SECONDS))).query


def _list(_: str) -> None:
    # This also checks the right to list. Without it, a server does not say that a file is missing.
    with errors_as_bucket_away():
        connection().quick.list_objects_v2(Bucket=connection().bucket, Prefix=connection().folder, MaxKeys=1)


def _erase(stored_name: str) -> None:
    s3 = connection()
    location = s3.location(stored_name)
    with errors_as_bucket_away():
        s3.quick.delete_object(**location)
        # A process that was killed during an upload leaves parts, which no list of files shows.
        unfinished = s3.quick.list_multipart_uploads(Bucket=s3.bucket, Prefix=location["Key"]).get("Uploads", [])
        for upload in unfinished:
            s3.quick.abort_multipart_upload(**location, UploadId=upload["UploadId"])
