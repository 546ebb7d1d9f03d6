"""Answers whose bytes nginx sends (GUESTLINK_ACCEL). The web has checked the right and has chosen the range.

nginx keeps our headers. It asks for our range and not for that of the guest, so a part has at most 7 MiB here too.
"""

from urllib.parse import quote

from flask import Response, request

from models.files import bucket
from models.files.backend import Source
from models.files.remote_file import RemoteFile

# nginx.conf.template has a location below this path for files of the data folder, nginx.s3.conf.template for a bucket.
ACCEL_PREFIX = "/internal"


def send_by_nginx(response: Response, source: Source, path_in_data: str) -> Response:
    if (content_range := response.headers.pop("Content-Range", None)) is not None:
        response.headers["X-Sent-Range"] = content_range.partition("/")[0].replace(" ", "=")
    if isinstance(source, RemoteFile):
        # The signature is for this file only. Nobody but nginx sees it.
        query = bucket.signed_query(source.stored_name, request.method)
        response.headers["X-Accel-Redirect"] = f"{ACCEL_PREFIX}/s3/{source.stored_name}?{query}"
    else:
        response.headers["X-Accel-Redirect"] = quote(f"{ACCEL_PREFIX}/{path_in_data}")
    return response
