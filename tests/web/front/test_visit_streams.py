"""How many streams a visit may have, and that they end with it (contract 2.46, 6.50)."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from models.plumbing import database
from models.tables import Visit
from tests.vocabulary.raw import read_to_the_end, stalled, status_of
from tests.vocabulary.replies import ask
from tests.vocabulary.server import Server, real_server
from tests.vocabulary.site import Guest, Guests, Site, now
from tests.vocabulary.uploads import owner_cookie
from tests.web import apart
from web.front import streaming
from web.front.asgi import Front
from web.front.visit_streams import ASK_AFTER_BYTES, STREAMS_AT_ONCE, WHOLE_AT_ONCE, VisitStreams
from web.media.body import CHUNK, Body
from web.media.play_right import PlayRight
from web.media.ranges import LARGEST_PART

FILM = bytes(32 * 1024**2)
RIGHT = PlayRight("a visit", "a session", lambda: True)
WHOLE, PART = Body((), RIGHT, is_whole_recording=True), Body((), RIGHT)


def test_a_visit_has_six_places_of_which_two_are_for_whole_recordings() -> None:
    streams = VisitStreams()
    assert [streams.take_place(WHOLE) for _ in range(4)] == [True, True, False, False]
    assert [streams.take_place(PART) for _ in range(6)] == [True] * 4 + [False] * 2
    streams.give_back(PART)
    assert not streams.take_place(WHOLE)
    streams.give_back(WHOLE)
    assert streams.take_place(WHOLE)
    assert streams.take_place(PART)
    assert not streams.take_place(PART)


def test_other_visits_and_owners_have_places_of_their_own() -> None:
    streams = VisitStreams()
    for _ in range(STREAMS_AT_ONCE):
        assert streams.take_place(PART)
    assert streams.take_place(Body((), PlayRight("another visit", "a session", lambda: True)))
    for _ in range(2 * STREAMS_AT_ONCE):
        assert streams.take_place(Body((), is_whole_recording=True))


def test_a_session_has_places_for_three_visits_however_many_it_has() -> None:
    streams = VisitStreams()
    visits = [Body((), PlayRight(f"visit {number}", "a session", lambda: True)) for number in range(100)]
    assert [streams.take_place(each) for each in visits] == [True] * 18 + [False] * 82
    assert streams.take_place(Body((), PlayRight("visit 1", "another session", lambda: True)))
    streams.give_back(visits[0])
    assert [streams.take_place(each) for each in visits[50:52]] == [True, False]


@pytest.fixture
def dana(site: Site, guest: Guests) -> Guest:
    dana = guest(site.link(site.media(content=FILM)))
    dana.enter()
    return dana


@pytest.fixture
def server(dana: Guest, tmp_path: Path) -> Iterator[Server]:
    with real_server(tmp_path / "log") as server:
        yield server
    assert "Traceback" not in (tmp_path / "log").read_text()


def head(dana: Guest, visit: str, **headers: str) -> str:
    lines = [f"GET {visit}/video HTTP/1.1", f"Cookie: {dana.cookie_header()}"]
    return "\n".join(lines + [f"{name}: {value}" for name, value in headers.items()])


def test_beyond_its_places_a_visit_gets_429_until_a_stream_ends(dana: Guest, server: Server) -> None:
    visit, other = dana.watch(), dana.watch()
    with ExitStack() as open_streams:

        def start(of: str, **headers: str) -> int:
            return status_of(open_streams.enter_context(stalled(server.port, head(dana, of, **headers))))

        assert [start(visit) for _ in range(WHOLE_AT_ONCE + 1)] == [200, 200, 429]
        assert [start(visit, Range=f"bytes={n}-") for n in range(5)] == [206] * 4 + [429]
        refused = ask(server.port, f"{visit}/video", Cookie=dana.cookie_header(), Range="bytes=0-1")
        assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
        assert refused.headers["X-Frame-Options"] == "DENY"
        assert start(other) == 200
        assert ask(server.port, f"{visit}/alive", "POST", Cookie=dana.cookie_header()).status == 200
    visit_again = [status_of(stalled(server.port, head(dana, visit))) for _ in range(WHOLE_AT_ONCE)]
    assert visit_again == [200, 200]


def test_an_answer_ends_within_8_mib_of_a_revocation(site: Site, dana: Guest, server: Server) -> None:
    with stalled(server.port, head(dana, dana.watch())) as connection:
        assert status_of(connection) == 200
        for visit_id in range(len(site.visits())):
            end(visit_id + 1, ended_at=now())
        assert read_to_the_end(connection) < 8 * 1024**2


def end(visit_id: int, **values: Any) -> None:
    with database.writing() as db:
        db.execute(update(Visit).where(Visit.id == visit_id).values(**values))


ENDS: dict[str, Callable[[Site], None]] = {
    "left": lambda _: end(1, ended_at=now()),
    "silent": lambda _: end(1, last_seen_at=now() - timedelta(minutes=5)),
    "twelve hours old": lambda _: end(1, started_at=now() - timedelta(hours=12)),
    "the media are deleted": lambda site: site.delete_media(1),
}


def scope_of(path: str, headers: dict[str, str]) -> dict[str, Any]:
    scope: dict[str, Any] = {"type": "http", "http_version": "1.1", "method": "GET", "query_string": b""}
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    return scope | {"path": path, "raw_path": path.encode(), "headers": sent}


def sent_by_front(path: str, cookie: str, after_first: Callable[[], None], *, reads_on: bool, **more: str) -> int:
    """How many bytes the front sends to a client that reads on, or stops, after the first chunk. The server breaks the
    connection off when it is asked to."""
    scope, read = scope_of(path, {"host": "localhost", "cookie": cookie} | more), 0

    async def ask_front() -> None:
        messages, gone = asyncio.Queue[dict[str, Any]](), asyncio.Event()
        messages.put_nowait({"type": "http.request", "body": b"", "more_body": False})

        async def send(message: Any) -> None:
            nonlocal read
            read += len(message.get("body", b""))
            if message["type"] == "http.response.body" and read == CHUNK:
                after_first()
                if not reads_on:
                    # Otherwise the test would wait for ever.
                    await asyncio.wait_for(gone.wait(), 20)

        def break_off() -> None:
            gone.set()
            messages.put_nowait({"type": "http.disconnect"})

        front = Front()
        await front(scope | {streaming.BREAK_OFF: break_off}, messages.get, send)
        assert front.streams.under_way == 0

    apart.run(ask_front())
    return read


@pytest.mark.parametrize("kind", ENDS)
def test_the_end_of_a_visit_ends_its_streams(site: Site, dana: Guest, kind: str) -> None:
    path = f"{dana.watch()}/video"
    read = sent_by_front(path, dana.cookie_header(), lambda: ENDS[kind](site), reads_on=True)
    assert read <= ASK_AFTER_BYTES


@pytest.mark.parametrize("headers", [{}, {"range": "bytes=0-"}], ids=["whole", "a range"])
@pytest.mark.parametrize("kind", ENDS)
def test_the_end_of_a_visit_ends_a_stream_that_waits_for_its_reader(
    site: Site, dana: Guest, kind: str, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "ASK_AFTER_SECONDS", 0.02)
    path = f"{dana.watch()}/video"
    read = sent_by_front(path, dana.cookie_header(), lambda: ENDS[kind](site), reads_on=False, **headers)
    assert read <= 2 * CHUNK


def test_what_ends_no_visit_ends_no_stream(site: Site, dana: Guest) -> None:
    """Access that is turned off, as for pages that are loaded (contract 2.24)."""
    path = f"{dana.watch()}/video"
    assert sent_by_front(path, dana.cookie_header(), lambda: site.turn_off(1), reads_on=True) == len(FILM)


def test_a_stream_that_moves_is_a_sign_of_life(site: Site, dana: Guest) -> None:
    """A film of three hours that a program fetches in one answer plays to its end."""
    path = f"{dana.watch()}/video"
    before = now() - timedelta(minutes=4)
    read = sent_by_front(path, dana.cookie_header(), lambda: end(1, last_seen_at=before), reads_on=True)
    with database.reading() as db:
        assert (read, db.get_one(Visit, 1).last_seen_at > before) == (len(FILM), True)


def test_an_owner_is_not_asked_again(site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner, content=FILM)
    cookie = owner_cookie(site.signed_in(owner))
    read = sent_by_front(f"/media/{media_id}/video", cookie, lambda: site.delete_media(1), reads_on=True)
    assert read == len(FILM)


def test_a_range_has_at_most_7_mib(site: Site, dana: Guest) -> None:
    path = f"{dana.watch()}/video"
    read = sent_by_front(path, dana.cookie_header(), lambda: None, reads_on=True, range="bytes=0-")
    assert read == LARGEST_PART
