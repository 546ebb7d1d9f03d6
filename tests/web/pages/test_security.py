"""The headers of every answer, and requests that must not succeed: foreign hosts and forged forms."""

import io
import re

import pytest
from werkzeug.test import TestResponse, create_environ, run_wsgi_app

from models.config.settings import settings
from models.plumbing.row_ids import PATTERN
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guests, Site
from web.pages.security import HEADERS, OPENER_POLICY
from web.requests.parsing import CAPTIONS_PATH, POSTER_PATH

Pages = dict[str, TestResponse]


@pytest.fixture
def pages(site: Site, guest: Guests) -> Pages:
    """One answer of each kind of page, errors included."""
    owner = site.maker.user()
    media_id = site.media(owner)
    link = site.link(media_id)
    dana, client = guest(link), site.signed_in(owner)
    window = f"/media/{media_id}/guest-access"
    answers = {"entry": dana.client.get(dana.address), "refused": dana.send(dana.form(), name=""), "in": dana.enter()}
    answers |= {"watching": dana.client.get(dana.address), "bytes": dana.client.get(f"{dana.watch()}/video")}
    answers |= {"left": dana.client.post(f"{dana.watch()}/leave"), "no bytes": dana.client.get(f"{dana.address}/v/x")}
    for path in ("/login", "/nowhere", "/g/unknown", "/media/new", "/static/guestlink.css", "/healthz", "/media"):
        answers[f"anonymous {path}"] = site.browser().get(path)
    for path in ("/media", "/media/new", f"/media/{media_id}", window, f"{window}/new", f"{window}/off"):
        answers[path] = client.get(path)
    for path in (f"{window}/links/{link.id}/delete", f"/media/{media_id}/delete", f"/media/{media_id}/preview"):
        answers[path] = client.get(path)
    answers |= {"405": client.put("/login"), "413": client.post("/login", data={"email": "x" * 99_999})}
    answers |= {"400": client.post(window), "422": client.post("/media/new")}
    answers["404 of a large number"] = client.get(f"/media/{10**30}")
    site.turn_off(media_id)
    answers["410"] = dana.client.get(dana.address)
    return answers


def test_every_answer_carries_the_headers(pages: Pages) -> None:
    for name, answer in pages.items():
        for header, value in HEADERS.items():
            expected = f"{value}; sandbox" if (name, header) == ("bytes", "Content-Security-Policy") else value
            assert answer.headers.get(header) == expected, name
        assert answer.headers.get("Cache-Control"), name
        assert answer.status_code < 500, name
        is_of_guest = answer.request.path.startswith("/g/")
        assert answer.headers.get(OPENER_POLICY[0]) == (None if is_of_guest else OPENER_POLICY[1]), name
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert f"{directive} 'none'" in policy


def test_no_page_contains_a_script_a_style_or_a_handler(pages: Pages) -> None:
    for name, answer in pages.items():
        if not answer.content_type.startswith("text/html"):
            continue
        text = answer.text
        for script in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in script, name
        assert not re.search(r"<style\b|<[^>]+\sstyle=|<[^>]+\son[a-z]+=|javascript:", text), name
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), f"{name}: nothing comes from elsewhere"


def test_pages_are_kept_by_no_cache(pages: Pages) -> None:
    for name in ("entry", "watching", "410", "/media", "422"):
        assert pages[name].headers["Cache-Control"] == "no-store", name


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "%(x)s {0}"]
)
def test_what_people_type_is_shown_as_text(site: Site, guest: Guests, typed: str) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    client, window = site.signed_in(owner), f"/media/{media_id}/guest-access"
    form = inputs(client.get(f"{window}/new").text) | {"name": typed}
    assert client.post(window, data=form).status_code == 303
    dana = guest(site.link(media_id))
    dana.send(dana.form(), name=typed)
    pages = [client.get(window), client.get(f"{window}/links/1/delete"), dana.client.get(dana.address)]
    pages.append(site.browser().post("/login", data={"email": typed}))
    for page in pages:
        assert page.status_code < 500
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "7*7" in page.text or "7*7" not in typed


OTHERS = ["evil.example", "localhost.evil.example", "", "a b", "127.0.0.1@evil.example", "evil.example@localhost"]
OTHERS += ["[::2]", "[::1].evil.example", "[::1", "::1", "localhost:x"]


@pytest.mark.parametrize("host", OTHERS)
@pytest.mark.parametrize("path", ["/login", "/g/unknown", "/nowhere"])
def test_another_host_is_refused(site: Site, host: str, path: str) -> None:
    answer = site.browser().get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("host", ["[::::]", "[1:2]"])
def test_a_host_that_only_looks_like_ipv6_is_refused(site: Site, host: str) -> None:
    """The front refuses it before. A proxy may pass it on as the host that it was asked for."""
    environ = create_environ("/login")
    environ["HTTP_HOST"] = host
    assert run_wsgi_app(site.app, environ)[1].startswith("400")


@pytest.mark.parametrize(
    "host", ["LOCALHOST", "LocalHost:8000", "127.0.0.1:80", "[::1]", "[::1]:8000", "localhost:", "[::1]:"]
)
def test_every_spelling_of_our_own_host_is_accepted(site: Site, host: str) -> None:
    assert site.browser().get("/login", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["localhost.", "LOCALHOST.:8000", "127.0.0.1.", "localhost.:"])
def test_our_host_with_a_full_stop_is_sent_on_to_the_one_address(site: Site, host: str) -> None:
    """It is the full name of the same host, but browsers keep its cookies apart."""
    address = f"{site.address(site.link())}?x=%26"
    for path in (address, "/login", "/nowhere", "/@evil.example"):
        answer = site.browser().get(path, headers={"Host": host})
        assert (answer.status_code, answer.location) == (308, f"{settings().base_url}{path}")
    assert site.browser().post("/login", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost..", "evil.example.", ".", "..", "[::1]."])
def test_no_other_host_is_sent_on(site: Site, host: str) -> None:
    assert site.browser().get("/login", headers={"Host": host}).status_code == 400


def test_a_redirect_at_an_odd_spelling_leads_to_the_site(site: Site) -> None:
    answer = site.browser().get("/admin//audit", headers={"Host": "localhost:"})
    assert (answer.status_code, answer.location) == (308, f"{settings().base_url}/admin/audit")


@pytest.mark.parametrize("number", ["١", "１", "0000001", "01", "+1", "-1", "1_0", "0"])
def test_an_item_has_one_address(site: Site, number: str) -> None:
    owner = site.maker.user()
    site.media(owner)
    client = site.signed_in(owner)
    for below in ("", "/edit", "/guest-access", "/video"):
        assert client.get(f"/media/1{below}").status_code == 200, below
        assert client.get(f"/media/{number}{below}").status_code == 404, below
    for pattern in (CAPTIONS_PATH, POSTER_PATH):
        assert not pattern.fullmatch(pattern.pattern.replace(PATTERN, number))


@pytest.mark.parametrize("token", [None, "", "wrong", "\0", "a.b.c"])
def test_an_owners_form_does_nothing_without_its_token(site: Site, token: str | None) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    link = site.link(media_id)
    client, window = site.signed_in(owner), f"/media/{media_id}/guest-access"
    given = {} if token is None else {"csrf_token": token}
    before = site.state()
    forms: list[tuple[str, dict[str, object]]] = [
        (window, {"do": "switch", "state": "off"}),
        (window, {"do": "create", "name": "A link"}),
        (window, {"do": "delete", "link_id": str(link.id)}),
        (f"/media/{media_id}/delete", {}),
        ("/media/new", {"title": "A film", "file": (io.BytesIO(b"x"), "x.mp4")}),
        ("/happened/seen", {}),
        ("/logout", {}),
    ]
    for path, form in forms:
        assert client.post(path, data=given | form).status_code < 500, path
        assert site.state() == before, path
    assert client.get("/media").status_code == 200, "still signed in"


def test_a_csrf_token_of_another_browser_does_not_work(site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    window = f"/media/{media_id}/guest-access"
    foreign = inputs(site.signed_in(site.maker.user()).get("/media/new").text)["csrf_token"]
    answer = site.signed_in(owner).post(window, data={"csrf_token": foreign, "do": "switch", "state": "off"})
    assert answer.status_code == 400
    assert site.state()["on"] == 1
