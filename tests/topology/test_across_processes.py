"""No web process keeps anything important in its memory, so any other one can answer the next request."""

import itertools
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

import redis

from tests.topology.native import Topology
from tests.topology.sharing import Shared
from tests.vocabulary.pages import errors_beside, inputs, visit_url
from tests.vocabulary.replies import ask
from tests.vocabulary.visitor import Answer, Visitor
from tests.vocabulary.waiting import wait_until
from web.requests.throttling import SIGN_INS_OF_ONE_ACCOUNT


@dataclass
class Wandering(Visitor):
    """A browser whose requests go to all web processes in turn. Cookies do not depend on the port."""

    ports: Iterator[int] = field(default_factory=lambda: iter(()))

    def send(self, address: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        path = urllib.parse.urlsplit(urllib.parse.urljoin(self.link, address))
        there = f"http://127.0.0.1:{next(self.ports)}{path.path}{'?' + path.query if path.query else ''}"
        return super().send(there, form, **headers)


def wandering(shared: Shared) -> Wandering:
    return Wandering(shared.link, ports=itertools.cycle(shared.site.web_ports))


def test_a_guest_enters_at_one_process_and_watches_at_another(shared: Shared) -> None:
    dana = wandering(shared)
    page = dana.enter()
    assert page.is_media_page, page.heading
    for _ in range(4):
        assert dana.load().is_media_page
    page = dana.load()
    for _ in range(4):
        assert dana.send(f"{visit_url(page.text)}/alive", {}).status == 200
    assert dana.send(f"{visit_url(page.text)}/leave", {}).status == 200
    link = shared.site.command("link", "show", shared.link_id)
    assert link["clicks"] == 1


def test_an_owner_signs_in_at_one_process_and_makes_a_link_at_another(shared: Shared) -> None:
    louise = wandering(shared)
    louise.sign_in(shared.email)
    for _ in range(4):
        assert louise.send(f"/media/{shared.media}").status == 200
    assert louise.send(f"/media/{shared.media}/preview").status == 200
    page = louise.send(f"/media/{shared.media}/guest-access/new")
    page = louise.send(f"/media/{shared.media}/guest-access", inputs(page.text) | {"do": "create", "name": "Second"})
    assert not errors_beside(page.text)
    names = [link["name"] for link in shared.site.command("link", "list", shared.media)]
    assert sorted(names) == ["A link", "Second"]


def test_guesses_at_one_process_count_at_the_other(shared: Shared) -> None:
    most = SIGN_INS_OF_ONE_ACCOUNT.amount
    guesser = wandering(shared)
    statuses = [guesser.sign_in(shared.email, "wrong").status for _ in range(most + 2)]
    assert statuses == [422] * most + [429] * 2


def test_counts_in_redis_contain_no_email_and_no_address(site: Topology, shared: Shared) -> None:
    guesser = shared.visitor()
    guesser.sign_in(shared.email, "wrong")
    keys = redis.Redis(port=site.redis.port).keys()
    assert keys
    assert not [key for key in keys if b"@" in key or b"127.0.0.1" in key]


def test_when_one_process_dies_pages_are_still_answered(site: Topology, shared: Shared) -> None:
    dana = shared.visitor()
    assert dana.enter().is_media_page
    starts = site["web-1"].starts
    site.kill("web-1")
    assert [ask(site.nginx.port, "/login").status for _ in range(20)] == [200] * 20
    wait_until("it is started again", lambda: site["web-1"].starts > starts and site.answers("/healthz"))
    assert dana.load().is_media_page
