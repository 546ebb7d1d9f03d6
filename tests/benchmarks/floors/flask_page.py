"""A bare Flask application with the same statements, for granian: what another stack does in two processes."""

from flask import Flask, Response, request

from tests.benchmarks.floors.site import Reply, Site

app = Flask(__name__)
site = Site()


def _response(reply: Reply) -> Response:
    status, headers, body = reply
    return Response(body, status, headers)


@app.get("/g/<token>")
def page(token: str) -> Response:
    return _response(site.get(token, request.headers.get("Cookie", "")))


@app.post("/g/<token>")
def enter(token: str) -> Response:
    return _response(site.post(token, request.get_data()))
