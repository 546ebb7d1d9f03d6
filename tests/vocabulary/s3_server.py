"""An S3 server for the tests, in a process of its own: moto's server, with a check of every signature in front of it.

moto itself serves every request. Here, a request is refused when its signature is wrong, or when it comes by a signed
address that has expired. Each request is written to the file `requests`, one JSON document a line, so that a test can
see what nginx and boto3 sent. While a file `refuse` is in the folder, every request is answered with the status in it.

    python -m tests.vocabulary.s3_server PORT FOLDER
"""

import io
import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, run_simple

KEY_ID, SECRET, REGION = "AKIDGUESTLINKTESTS", "a secret of the tests", "us-east-1"
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class CheckedMoto:
    def __init__(self, folder: Path) -> None:
        self.folder, self.moto = folder, DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        # Read the body to its end: on a connection that stays open, the next request would begin with what is left.
        environ["wsgi.input"] = io.BytesIO(_body(environ))
        with (self.folder / "requests").open("a") as log:
            log.write(json.dumps(_record(environ)) + "\n")
        refuse = self.folder / "refuse"
        if refuse.exists():
            status = refuse.read_text()
            return _error(start_response, status, "AccessDenied" if status.startswith("403") else "SlowDown")
        if not _is_signed(environ):
            return _error(start_response, "403 Forbidden", "SignatureDoesNotMatch")
        body: Iterable[bytes] = self.moto(environ, start_response)
        return body


def _body(environ: dict[str, Any]) -> bytes:
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))


def _record(environ: dict[str, Any]) -> dict[str, Any]:
    headers = {name[5:].lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    return {"method": environ["REQUEST_METHOD"], "path": environ["PATH_INFO"], "headers": headers}


def _error(start_response: StartResponse, status: str, code: str) -> list[bytes]:
    text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Resource>/the/bucket/of/all</Resource></Error>".encode()
    headers = {"Content-Type": "application/xml", "Content-Length": str(len(text)), "x-amz-request-id": "of-the-bucket"}
    start_response(status, list(headers.items()))
    return [text]


def _is_signed(environ: dict[str, Any]) -> bool:
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    if "X-Amz-Signature" in query:
        given = query.pop("X-Amz-Signature")
        signed_at = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        in_time = datetime.now(UTC) < signed_at + timedelta(seconds=int(query["X-Amz-Expires"]))
        names, auth = query["X-Amz-SignedHeaders"], S3SigV4QueryAuth
        return in_time and given == _signature(auth, environ, query, names, query["X-Amz-Date"])
    given = environ.get("HTTP_AUTHORIZATION", "")
    names = given.partition("SignedHeaders=")[2].partition(",")[0]
    signature = _signature(S3SigV4Auth, environ, query, names, environ.get("HTTP_X_AMZ_DATE", ""))
    return f"Credential={KEY_ID}/" in given and given.endswith(f"Signature={signature}")


def _signature(auth: Any, environ: dict[str, Any], query: dict[str, str], names: str, at: str) -> str:
    signed = {name: environ.get("HTTP_" + name.upper().replace("-", "_"), "") for name in names.split(";")}
    # WSGI keeps Content-Type and Content-Length under names without HTTP_.
    signed |= {name: environ.get(name.upper().replace("-", "_"), "") for name in signed if name.startswith("content-")}
    signed |= {"content-md5": environ["HTTP_CONTENT_MD5"]} if "content-md5" in signed else {}
    address = f"http://{environ['HTTP_HOST']}{quote(environ['PATH_INFO'])}?{urlencode(query, quote_via=quote)}"
    request = AWSRequest(environ["REQUEST_METHOD"], address, headers=signed)
    request.context["timestamp"] = at
    signer = auth(Credentials(KEY_ID, SECRET), "s3", REGION)
    return str(signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request))


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        """Nothing: the requests are in the file `requests`."""


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), CheckedMoto(Path(sys.argv[2])), threaded=True, request_handler=Quiet)
