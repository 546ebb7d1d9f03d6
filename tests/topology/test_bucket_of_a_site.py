"""The whole topology with its media in a bucket: a film is added, watched, lost, found again, deleted and erased."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.topology.native import Topology
from tests.topology.sharing import video_path
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.maker import Maker
from tests.vocabulary.replies import Reply, ask
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until


@pytest.fixture
def site(bucket: Bucket) -> Iterator[Topology]:
    named = {name.removeprefix("GUESTLINK_").lower(): value for name, value in bucket.settings.items()}
    with Topology(webs=2, workers=1, beats=1, broker="redis", s3=bucket.address, **named) as site:
        yield site


def test_a_site_with_a_bucket_serves_and_erases_its_film(
    site: Topology, engine: Engine, bucket: Bucket, clip: Path
) -> None:
    owner = Maker(engine).user(now=datetime.now(UTC)).email
    media = str(site.command("media", "add", str(clip), "--owner", owner, "--title", "A film")["id"])
    [name] = [each for each in bucket.names() if each.endswith(".mp4")]
    site.run("access", "on", media)
    link = site.command("link", "create", media, "--name", "A link")["url"]
    visitor = Visitor(link)
    path = video_path(visitor.enter())

    def watch(**headers: str) -> Reply:
        return ask(site.nginx.port, path, Cookie=visitor.cookie_header(), **headers)

    assert watch(Range="bytes=5-9").content == clip.read_bytes()[5:10]
    bucket.refuse("503 Slow Down")
    assert watch(Range="bytes=5-9").status == 503
    wait_until("the page is 503 too", lambda: visitor.load().status == 503)
    assert (
        json.loads(site.run("doctor", "--json", check=False).stdout)["parts"]["media"]["trouble"] == "answers SlowDown"
    )
    bucket.refuse(None)
    wait_until("the page is back", lambda: visitor.load().is_media_page)
    bucket.remove(name)
    wait_until("the page says that the film is gone", lambda: visitor.load().status == 410)
    bucket.put(name, clip.read_bytes())
    wait_until("the page shows the film again", lambda: visitor.load().is_media_page)
    site.run("media", "delete", media)
    assert watch(Range="bytes=5-9").status in {403, 410}
    wait_until("the worker has erased the film", lambda: bucket.names() == set())
