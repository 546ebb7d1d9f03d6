"""Answers whose bytes nginx sends (GUESTLINK_ACCEL). The web has checked the right and has chosen the range.

nginx keeps our headers. It asks for our range and not for that of the guest, so a part has at most 7 MiB here too.
"""

from urllib.parse import quote

from flask import request

from models.files import bucket
from models.files.backend import Source
from models.files.remote_file import RemoteFile
from web.media.ranges import Range

# nginx.conf.template has a location below this path for files of the data folder, nginx.s3.conf.template for a bucket.
ACCEL_PREFIX = "/internal"


def headers_for_nginx(source: Source, path_in_data: str, part: Range | None) -> list[tuple[str, str]]:
    """`part` is None for the whole file. nginx sets the length of what it sends, and `Content-Range`."""
    sent = [("Content-Length", "0")]
    if part is not None:
        sent.append(("X-Sent-Range", f"bytes={part[0]}-{part[1] - 1}"))
    if isinstance(source, RemoteFile):
        # The signature is for this file only. Nobody but nginx sees it.
        query = bucket.signed_query(source.stored_name, request.method)
        return [*sent, ("X-Accel-Redirect", f"{ACCEL_PREFIX}/s3/{source.stored_name}?{query}")]
    return [*sent, ("X-Accel-Redirect", quote(f"{ACCEL_PREFIX}/{path_in_data}"))]
