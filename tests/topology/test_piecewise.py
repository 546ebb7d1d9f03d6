"""Uploads in pieces through nginx and several web processes (contract 8.41 to 8.48)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.topology.native import Topology
from tests.topology.sharing import Shared
from tests.vocabulary.pages import inputs
from tests.vocabulary.piecewise import Sender, Told, begin_body
from tests.vocabulary.replies import ask
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until


@pytest.fixture
def owner(shared: Shared) -> Visitor:
    return shared.owner()


def sender_at(port: int, owner: Visitor) -> Sender:
    def request(method: str, path: str, body: bytes, headers: dict[str, str]) -> Told:
        named = {name.replace("-", "_"): value for name, value in headers.items()}
        reply = ask(port, path, method, body, Cookie=owner.cookie_header(), **named)
        return Told(reply.status, reply.headers, reply.content.decode("utf-8", "replace"))

    return Sender(request, inputs(owner.send("/account").text)["csrf_token"])


@pytest.fixture
def sender(site: Topology, owner: Visitor) -> Sender:
    """Asks nginx."""
    return sender_at(site.nginx.port, owner)


def test_a_film_in_pieces_goes_through_nginx(site: Topology, sender: Sender, owner: Visitor, clip: Path) -> None:
    content = clip.read_bytes()
    assert sender.ask("OPTIONS").headers["Tus-Resumable"] == "1.0.0"
    upload = sender.begin(len(content))
    half = len(content) // 2
    assert sender.patch(upload, content[:half]).offset == half
    assert sender.state(upload).offset == half
    told = sender.patch(upload, content[half:], half)
    assert (told.status, told.offset) == (204, len(content))
    sent = ask(site.nginx.port, f"{told.item}/video", Cookie=owner.cookie_header())
    assert sent.content == content
    assert sender.cancel(sender.begin(100)).status == 204
    assert "/uploads/*" in site.log("nginx")
    assert upload not in site.log("nginx")


def test_other_methods_stay_closed_elsewhere(site: Topology, sender: Sender) -> None:
    for method in ("PATCH", "DELETE"):
        for path in ("/login", "/uploads", "/x/uploads/1", "/g/x"):
            assert ask(site.nginx.port, path, method).status == 405
    assert sender.ask("PUT", sender.begin(5)).status == 405


def test_a_body_goes_straight_to_the_web_and_one_request_writes_at_a_time(
    site: Topology, sender: Sender, owner: Visitor
) -> None:
    upload = sender.begin(1_000_000)
    with begin_body(site.nginx.port, owner.cookie_header(), sender.token, upload, bytes(300_000), length=1_000_000):
        wait_until("the bytes have come", lambda: sender.state(upload).offset == 300_000)
        assert not list((site.folder / "nginx" / "client_body").iterdir()), "nginx keeps no copy"
        for port in site.web_ports:
            assert sender_at(port, owner).patch(upload, bytes(5), 300_000).status == 423
    wait_until("it can be gone on with", lambda: sender.patch(upload, bytes(5), 300_000).status == 204)
    assert sender.cancel(upload).status == 204


def test_the_last_piece_ten_times_at_all_processes_makes_one_item(
    site: Topology, shared: Shared, sender: Sender, owner: Visitor, clip: Path
) -> None:
    content = clip.read_bytes()
    upload = sender.begin(len(content))
    sender.patch(upload, content[:1000])
    senders = [sender_at(port, owner) for port in site.web_ports * 5]
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda each: each.patch(upload, content[1000:], 1000), senders))
    assert {told.status for told in answers} <= {204, 423}
    items = {told.item for told in answers if told.status == 204}
    assert len(items) == 1
    assert None not in items
    mine = [item for item in site.command("media", "list") if item["owner"] == shared.email]
    assert len(mine) == 2, "the item of the fixture, and this one"


def goes_on(sender: Sender, upload: str, body: bytes, offset: int, answers: list[Told]) -> bool:
    answers.append(sender.patch(upload, body, offset))
    return answers[-1].status != 423


def test_a_killed_process_keeps_what_came_and_another_goes_on(
    site: Topology, sender: Sender, owner: Visitor, clip: Path
) -> None:
    content = clip.read_bytes()
    upload = sender.begin(len(content))
    half = len(content) // 2
    port = site.web_ports[0]
    other = sender_at(site.web_ports[1], owner)
    with begin_body(port, owner.cookie_header(), sender.token, upload, content[:half], length=len(content)):
        wait_until("half has come", lambda: other.state(upload).offset == half)
        site.kill(site.names("web")[0])
        assert other.state(upload).offset == half
        answers: list[Told] = []
        wait_until("the dead one holds it no more", lambda: goes_on(other, upload, content[half:], half, answers))
    assert (answers[-1].status, answers[-1].item is not None) == (204, True)
