"""Media in a bucket, behind nginx: nginx fetches them with our signature, after the web has allowed the request."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.media import deleting
from models.plumbing import database
from tests.topology import servers
from tests.topology.sharing import video_path
from tests.vocabulary.bucket import BUCKET, PREFIX, Bucket
from tests.vocabulary.maker import Maker
from tests.vocabulary.replies import Reply, ask, ranges_in
from tests.vocabulary.server import real_server
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until
from web.pages.security import HEADERS

CONTENT = os.urandom(1024**2) * 8
# A request without an end gets no more than this.
PART = 7 * 1024**2

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Watched:
    """A guest who watches a film that nginx sends."""

    port: int
    media_id: int
    visitor: Visitor
    path: str
    log: Path

    def ask(self, method: str = "GET", **headers: str) -> Reply:
        return ask(self.port, self.path, method, Cookie=self.visitor.cookie_header(), **headers)


@pytest.fixture
def watched(bucket: Bucket, maker: Maker, tmp_path: Path, start_server: servers.StartServer) -> Iterator[Watched]:
    media_id = bucket.film(maker, CONTENT)
    link = maker.link(media_id, now=datetime.now(UTC))
    with real_server(tmp_path / "web.log", GUESTLINK_ACCEL="on", GUESTLINK_TRUSTED_HOPS="1") as web:
        nginx = start_server(servers.nginx(tmp_path, tmp_path / "var", [web.port], s3=bucket.address))
        address = f"http://127.0.0.1:{nginx.port}"
        wait_until("nginx answers", lambda: _answers(nginx.port))
        visitor = Visitor(f"{address}/g/{maker.token(link)}")
        yield Watched(nginx.port, media_id, visitor, video_path(visitor.enter()), nginx.parts[0].log)


def _answers(port: int) -> bool:
    try:
        return ask(port, "/healthz").status == 200
    except OSError:
        return False


def test_the_bytes_come_from_the_bucket_and_the_headers_from_us(watched: Watched, bucket: Bucket) -> None:
    bucket.log.write_text("")
    sent = {"Referer": "http://secret.example/", "Authorization": "Basic x", "If_Modified_Since": "x"}
    answer = watched.ask(Range="bytes=0-", **sent)
    assert (answer.status, answer.content == CONTENT[:PART]) == (206, True)
    found = {name.lower() for name in answer.headers}
    ours = {name.lower() for name in HEADERS} | {"x-request-id", "etag", "content-disposition", "cache-control"}
    ours |= {"content-range"}
    assert found <= ours | {"server", "date", "content-type", "content-length", "connection", "accept-ranges"}
    assert [name for name in found if len(answer.headers.get_all(name, [])) != 1] == []
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == ("video/mp4", "inline")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    requests = bucket.requests()
    assert [each["method"] for each in requests] == ["GET"], "only nginx fetches the film"
    assert set(requests[0]["headers"]) == {"host", "range"}
    assert requests[0]["path"].startswith(f"/{BUCKET}/{PREFIX}/")


def test_a_whole_film_is_sent_by_the_web(watched: Watched, bucket: Bucket) -> None:
    """It asks for the right again meanwhile (contract 2.46). It fetches the film in pieces."""
    bucket.log.write_text("")
    answer = watched.ask()
    assert (answer.status, answer.content == CONTENT) == (200, True)
    assert sum("range" in each["headers"] for each in bucket.requests()) == len(CONTENT) // 1024**2


def test_one_range_is_exact_and_conditions_are_respected(watched: Watched) -> None:
    one = watched.ask(Range="bytes=5-9")
    assert (one.status, one.content) == (206, CONTENT[5:10])
    assert one.headers.get_all("Content-Range") == [f"bytes 5-9/{len(CONTENT)}"]
    assert one.headers["Content-Type"] == "video/mp4"
    opened = watched.ask(Range="bytes=0-")
    assert (opened.status, opened.content == CONTENT[:PART]) == (206, True)
    assert watched.ask(Range="bytes=-3").content == CONTENT[-3:]
    past_the_end = watched.ask(Range=f"bytes={len(CONTENT)}-")
    assert (past_the_end.status, past_the_end.headers["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")
    etag = one.headers["ETag"]
    assert watched.ask(If_None_Match=etag).status == 304
    assert watched.ask(If_Range=etag, Range="bytes=0-1").status == 206
    assert watched.ask(If_Range='"other"', Range="bytes=0-1").status == 200
    head = watched.ask("HEAD")
    assert (head.status, head.headers["Content-Length"], head.content) == (200, str(len(CONTENT)), b"")


def test_several_ranges_come_in_one_answer(watched: Watched) -> None:
    two = watched.ask(Range="bytes=0-1,100-199")
    assert two.status == 206
    assert ranges_in(two) == [CONTENT[:2], CONTENT[100:200]]


def test_a_guest_without_the_right_is_refused_at_the_next_request(watched: Watched, bucket: Bucket) -> None:
    assert watched.ask(Range="bytes=0-1").status == 206
    assert ask(watched.port, watched.path).status == 403, "another browser"
    with database.writing() as db:
        deleting.delete_media(db, watched.media_id, now=datetime.now(UTC))
    bucket.log.write_text("")
    for headers in ({}, {"Range": "bytes=2-3"}, {"If_None_Match": "*"}):
        assert watched.ask(**headers).status in {403, 410}
    assert bucket.requests() == []


def test_the_internal_address_is_not_reachable(watched: Watched, bucket: Bucket) -> None:
    [name] = bucket.names()
    for path in (
        f"/internal/s3/{name}",
        f"/internal/s3/{name}?x",
        f"//internal/s3/{name}",
        f"/internal/../internal/s3/{name}",
    ):
        assert ask(watched.port, path, Cookie=watched.visitor.cookie_header()).status == 404


def test_no_signature_reaches_a_client_or_a_log(watched: Watched) -> None:
    answers = [watched.ask(), watched.ask("HEAD"), watched.ask(Range="bytes=0-1")]
    shown = "".join(str(answer.headers) for answer in answers)
    wait_until("nginx has logged three", lambda: watched.log.read_text().count("/g/*/v/*/video") >= 3)
    for text in (shown, watched.log.read_text()):
        assert not re.search("amz|signature|AKID|accel|sent-range|guestlink-media", text, re.IGNORECASE)
    lines = [json.loads(line) for line in watched.log.read_text().splitlines() if "/video" in line]
    assert sorted(line["bytes"] for line in lines) == [0, 2, len(CONTENT)]


@pytest.mark.parametrize("status", ["503 Slow Down", "403 Forbidden", "500 Error", "301 Moved", "404 Not Found"])
def test_an_error_of_the_bucket_is_answered_with_our_own_page(watched: Watched, bucket: Bucket, status: str) -> None:
    bucket.refuse(status)
    answer = watched.ask(Range="bytes=0-1")
    assert answer.status == (404 if status.startswith("404") else 503)
    assert answer.status == 404 or answer.headers["Retry-After"] == "5"
    assert answer.headers["Content-Type"] in {"text/html", "text/plain"}
    assert b"bucket" not in answer.content
    assert "Content-Range" not in answer.headers
    bucket.refuse(None)
    assert watched.ask(Range="bytes=0-1").content == CONTENT[:2]


def test_a_bucket_that_is_frozen_or_gone_is_503_until_it_is_back(watched: Watched, bucket: Bucket) -> None:
    [name] = bucket.names()
    bucket.freeze()
    answer = watched.ask()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    bucket.kill()
    assert watched.ask().status == 503
    bucket.ready()
    assert watched.ask().status == 404, "the bucket is empty now"
    bucket.put(name, CONTENT)
    assert watched.ask(Range="bytes=0-1").content == CONTENT[:2]
