"""A page that reads another server's playlist holds no thread of the other pages (contract 9.20)."""

import asyncio
from typing import Any

import pytest

from tests.vocabulary.site import Site
from web.front.asgi import Front
from web.owner.items.remote_playlists import may_read_elsewhere

SLOW = [("POST", "/media/new-live"), ("POST", "//media//new-live"), ("POST", "/media/7/playlist")]
OTHERS = [("GET", "/media/new-live"), ("POST", "/media/new-room"), ("POST", "/media/7/start")]
LANES = [*((each, "slow pages") for each in SLOW), *((each, "pages") for each in OTHERS)]
LANES.append((("GET", "/g/x/playlist"), "guests pages"))


@pytest.mark.parametrize(("asked", "expected"), LANES)
def test_such_a_page_has_a_thread_of_its_own(
    site: Site, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, str], expected: str
) -> None:
    front, took = Front(), []

    def lane(name: str) -> Any:
        async def page(*_: object) -> None:
            took.append(name)

        return page

    monkeypatch.setattr(front, "pages", lane("pages"))
    monkeypatch.setattr(front, "guests_pages", lane("guests pages"))
    monkeypatch.setattr(front, "slow_pages", lane("slow pages"))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: object) -> None:
        pass

    method, path = asked
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
    asyncio.run(front(scope, receive, send))
    assert took == [expected]


def test_the_slow_paths_are_those_of_the_two_views(site: Site) -> None:
    views = {"owner_adding_live_sessions.new_live", "owner_remote_playlists.read_again"}
    rules = [rule for rule in site.app.url_map.iter_rules() if "POST" in (rule.methods or set())]
    slow = {rule.endpoint for rule in rules if may_read_elsewhere("POST", rule.rule.replace("<row_id:media_id>", "7"))}
    assert slow == views
