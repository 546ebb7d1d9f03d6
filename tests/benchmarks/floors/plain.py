"""`python -m tests.benchmarks.floors.plain PORT`: the floor of pages on the server of the product, uvicorn and a2wsgi
with two threads."""

import sys
from collections.abc import Iterable
from http import HTTPStatus

import uvicorn
from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import Environ, StartResponse

from tests.benchmarks.floors.site import Site

THREADS = 2
_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class Floor:
    """`answer` is the WSGI application."""

    def __init__(self) -> None:
        self.site = Site()

    def answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        token = environ["PATH_INFO"].removeprefix("/g/")
        if environ["REQUEST_METHOD"] == "POST":
            status, headers, body = self.site.post(token, environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        else:
            status, headers, body = self.site.get(token, str(environ.get("HTTP_COOKIE", "")))
        start_response(_LINES[status], [*headers, ("content-length", str(len(body)))])
        return [body]


if __name__ == "__main__":
    application = WSGIMiddleware(Floor().answer, workers=THREADS)
    uvicorn.run(application, port=int(sys.argv[1]), access_log=False, log_config=None, ws="none", lifespan="off")
