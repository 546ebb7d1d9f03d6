"""Many who try passwords hold up no page, no browser that has signed in before, and nobody inside (contract 12.41)."""

import asyncio
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from models.tables import User
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.server import check_answers, real_server
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import owner_cookie
from tests.web.account.by_password import sign_in
from web.account import hashing_pages, known_browsers
from web.front.hashing_lanes import MOST_WAITING, HashingLanes, Lane
from web.front.refusing import Message, Receive, Send

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def user(site: Site) -> User:
    return site.maker.user()


def known_cookie(site: Site, user: User) -> str:
    cookie = sign_in(site, user).get_cookie(known_browsers.cookie_name(), path="/login")
    assert cookie is not None
    return cookie.value


class Asked:
    """Lanes whose pages end when the test says so."""

    def __init__(self) -> None:
        self.lanes = HashingLanes(Flask("none"), self.other_page)
        self.go_on = asyncio.Event()
        self.refused = 0
        for lane in (self.lanes.strangers, self.lanes.known, self.lanes.inside):
            lane.pages = self.page

    async def page(self, _scope: Message, _receive: Receive, _send: Send) -> None:
        await self.go_on.wait()

    async def other_page(self, scope: Message, _receive: Receive, _send: Send) -> None:
        assert scope[hashing_pages.BUSY] is True
        self.refused += 1

    def ask(self, path: str, email: str = "", cookie: str = "", *more: str) -> "asyncio.Task[None]":
        """`more` are further fields with an email."""
        headers = [(b"cookie", f"a=b; {known_browsers.cookie_name()}={cookie}".encode())]
        scope: Message = {"type": "http", "method": "POST", "path": path, "headers": headers}

        async def receive() -> Message:
            return {}

        async def send(_message: Message) -> None:
            pass

        body = urlencode([("email", each) for each in (email, *more)]).encode()
        return asyncio.create_task(self.lanes.page(scope, body, receive, send))


async def _fill(asked: Asked, path: str, more: int, **sent: str) -> int:
    """How many of 1 + MOST_WAITING + `more` were refused."""
    before = asked.refused
    for _ in range(1 + MOST_WAITING + more):
        asked.ask(path, **sent)
    await asyncio.sleep(0)
    return asked.refused - before


def under_way(*lanes: Lane) -> list[int]:
    return [lane.under_way for lane in lanes]


def test_each_lane_has_places_of_its_own(site: Site, user: User) -> None:
    cookie = known_cookie(site, user)

    async def run() -> None:
        asked = Asked()
        assert await _fill(asked, "/login", 3, email=user.email) == 3
        assert await _fill(asked, "/login", 2, email=user.email.upper(), cookie=cookie) == 2
        assert await _fill(asked, "/account/password", 1) == 1
        lanes = (asked.lanes.strangers, asked.lanes.known, asked.lanes.inside)
        assert under_way(*lanes) == [1 + MOST_WAITING] * 3
        asked.go_on.set()
        await asyncio.sleep(0.01)
        assert under_way(*lanes) == [0] * 3
        assert await _fill(asked, "/login", 0, email=user.email) == 0

    asyncio.run(run())


@pytest.mark.parametrize("made_up", ["", "a.b.c", "of another account"])
def test_a_cookie_that_does_not_name_the_account_takes_no_place_of_known_browsers(
    site: Site, user: User, made_up: str
) -> None:
    cookie = known_cookie(site, site.maker.user()) if made_up == "of another account" else made_up

    async def run() -> None:
        asked = Asked()
        asked.ask("/login", user.email, cookie)
        await asyncio.sleep(0)
        assert under_way(asked.lanes.strangers, asked.lanes.known) == [1, 0]
        asked.go_on.set()

    asyncio.run(run())


def test_of_two_emails_the_first_counts_for_the_lane_as_for_the_page(site: Site, user: User) -> None:
    cookie = known_cookie(site, user)

    async def run() -> None:
        asked = Asked()
        asked.ask("/login", "victim@example.com", cookie, user.email)
        await asyncio.sleep(0)
        assert under_way(asked.lanes.strangers, asked.lanes.known) == [1, 0]
        asked.go_on.set()

    asyncio.run(run())


@pytest.mark.parametrize("path", ["/login", "//login", "/account/password", "/account//password", "/setup/x"])
def test_a_page_that_hashes_has_a_lane_however_its_address_is_spelled(path: str) -> None:
    assert hashing_pages.hashes_password("POST", path)
    assert not hashing_pages.hashes_password("GET", path)
    assert not hashing_pages.hashes_password("POST", f"{path}/more")
    assert hashing_pages.is_sign_in(path) is path.endswith("login")


@pytest.mark.parametrize("path", ["/login", "/account/password", "/admin/users/new"])
def test_a_page_without_a_place_says_so_and_keeps_what_was_typed(site: Site, path: str) -> None:
    client = site.signed_in(site.maker.user("admin"))
    typed = {"email": "dana@example.com", "name": "Dana", "password": "hunter2hunter2"}
    scope = {"asgi.scope": {hashing_pages.BUSY: True}}
    answer = client.post(path, data=inputs(client.get("/account").text) | typed, environ_overrides=scope)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert inputs(answer.text)["email"] == "dana@example.com"
    assert "hunter2" not in answer.text
    assert errors_beside(answer.text) == {}


def test_parallel_tries_hold_up_no_page_and_no_known_browser(site: Site, user: User, tmp_path: Path) -> None:
    cookie = f"{known_browsers.cookie_name()}={known_cookie(site, user)}"
    strangers = site.browser()
    form = inputs(strangers.get("/login").text)
    session = owner_cookie(strangers)
    head = f"POST /login HTTP/1.1\nContent-Type: {FORM}\nCookie: {session}"
    with real_server(tmp_path / "log") as server:
        tries = []
        for number in range(60):
            body = urlencode(form | {"email": f"{number}@example.com", "password": "wrong"}).encode()
            tries.append(server.send_raw(f"{head}\nContent-Length: {len(body)}", body))
        check_answers(server, times=3)
        sent = urlencode(form | {"email": user.email, "password": PASSWORD}).encode()
        cookies = f"{session}; {cookie}"
        assert server.ask("/login", "POST", sent, Content_Type=FORM, Cookie=cookies).status == 303
        assert tries[-1].recv(12) == b"HTTP/1.1 503"
        # A stranger in the queue still waits.
        tries[MOST_WAITING].setblocking(False)
        with pytest.raises(BlockingIOError):
            tries[MOST_WAITING].recv(1)
        for connection in tries:
            connection.close()
