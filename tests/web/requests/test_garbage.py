"""Whatever is sent to any address, there is never a 500, and nothing is changed (contract 6.31)."""

import random

import pytest

from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guest, Site

POSTS = ["/g/{token}", "/g/{token}/v/{key}/alive", "/g/{token}/v/{key}/leave", "/g/x", "/g/x/v/y/alive", "/login"]
POSTS += ["/logout", "/setup/x", "/happened/seen", "/media/1/delete", "/media/1/guest-access", "/media/new", "/media/9"]
POSTS += ["/media/1/edit", "/media/1/collaborators", "/media/1/like", "/media/1/captions"]
POSTS += ["/media/1/poster"]
KINDS = ["application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=b", "text/plain"]
KINDS += ["application/json", "", "multipart/form-data; boundary=", "application/x-www-form-urlencoded; charset=utf-7"]
FIELDS = ["do", "state", "name", "clicks", "days", "link_id", "title", "file", "email", "password", "next", "surplus"]
FIELDS += ["description", "tags", "visibility", "user_id", "language", "picture"]
VALUES = ["", "\0", "on", "create", "delete", "switch", "\ud800", "1", "-1", "9" * 400, "\u202e", "<b>", "x" * 3000]
VALUES += ["add", "remove", "liked", "site", "en", "put", "frame"]


def _body(chance: random.Random, token: str) -> bytes:
    if chance.random() < 0.3:
        return chance.randbytes(chance.randrange(2000))
    pairs = [(chance.choice(FIELDS), chance.choice(VALUES)) for _ in range(chance.randrange(12))]
    if chance.random() < 0.7:
        pairs.append(("csrf_token", token))
    if chance.random() < 0.5:
        head = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
        names = ["", '; filename="x.mp4"', '; filename="\0../x"', "; filename*=utf-8''%00"]
        parts = [head.format(name, chance.choice(names), value) for name, value in pairs]
        return ("".join(parts) + "--b--\r\n").encode("utf-8", "surrogatepass")
    return "&".join(f"{name}={value}" for name, value in pairs).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("path", POSTS)
def test_random_bodies_never_make_a_500(site: Site, path: str) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    assert media_id == 1
    client = site.signed_in(owner)
    dana = Guest(client, site.address(site.link(media_id)))
    dana.enter()
    address = path.format(token=dana.address.removeprefix("/g/"), key=dana.watch().rpartition("/")[2])
    chance = random.Random(path)
    for _ in range(60):
        token = chance.choice(list(inputs(client.get("/login").text).values()) + list(dana.form().values()) + ["x"])
        body, kind = _body(chance, token), chance.choice(KINDS)
        answer = client.post(address, data=body, content_type=kind)
        assert answer.status_code < 500, (kind, body)


ADDRESSES = ["/media/{}", "/media/{}/delete", "/media/{}/guest-access", "/media/{}/guest-access/links/{}/delete"]
ADDRESSES += ["/media/{}/video", "/media/{}/preview", "/g/{}", "/g/{}/v/{}/video", "/g/{}/v/{}", "/setup/{}", "/{}"]
ADDRESSES += ["/media/{}/guests", "/media/{}/edit", "/media/{}/collaborators", "/media/{}/like"]
ADDRESSES += ["/media/{}/poster", "/media/{}/captions/{}", "/g/{}/v/{}/captions/{}", "/g/{}/v/{}/events"]
ODD = ["0", "-1", "1" + "0" * 30, str(2**31), str(2**63), "%00", "%ED%A0%80", "%0a", "\u0663", "1.0", "..", "%2e%2e%2f"]
ODD += ["a" * 3000, "%F0%9F%92%A9", ";", "%", "%zz", "{{7*7}}"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_odd_addresses_never_make_a_500(site: Site, address: str) -> None:
    client = site.signed_in(site.maker.user("admin"))
    for odd in ODD:
        for method in ("GET", "HEAD", "POST"):
            answer = client.open(address.format(odd, odd, odd), method=method)
            assert answer.status_code in {301, 302, 303, 308, 400, 403, 404, 405, 410, 429} or odd in {"..", ";"}
            assert answer.status_code < 500, (address, odd)


@pytest.mark.parametrize("query", ["next=%00", "next=%ED%A0%80", "saved=%FF&saved", "a=" + "b" * 5000, "%", "=&=&;"])
@pytest.mark.parametrize("path", ["/login", "/media", "/media/1/guest-access", "/g/x", "/static/x"])
def test_odd_queries_never_make_a_500(site: Site, path: str, query: str) -> None:
    owner = site.maker.user()
    site.media(owner)
    assert site.signed_in(owner).get(f"{path}?{query}").status_code < 500


@pytest.mark.parametrize(
    "content", [{"csrf_token": 1}, {"csrf_token": ["x"], "do": {"$ne": 1}}, {"email": 5}, [], 1, None]
)
@pytest.mark.parametrize("path", ["/login", "/logout", "/account/sessions", "/media/1/guest-access", "/media/new-room"])
def test_a_json_document_changes_nothing(site: Site, path: str, content: object) -> None:
    owner = site.maker.user()
    site.media(owner)
    before = site.state()
    assert site.signed_in(owner).post(path, json=content).status_code < 500
    assert site.state() == before


HEADERS = {
    "Cookie": "\xff=\xfe; guestlink_owner=x.y.z; =",
    "Range": "bytes=\xff",
    "If-None-Match": '"\xff',
    "If-Range": "\0",
}
HEADERS |= dict.fromkeys(
    ("If-Modified-Since", "If-Unmodified-Since", "Date"), "Mon, 01 Jan 99999999999999999999 00:00:00"
)
HEADERS |= {"Accept-Language": "\xff;q=x,*;q=9", "Referer": "\xff", "Content-Type": "\xff", "X-Forwarded-For": "\xff,"}
HEADERS |= {"Content-Length": "x", "Transfer-Encoding": "chunked", "Host": "[::1", "Cookie ": "x"}


@pytest.mark.parametrize("name", HEADERS)
def test_odd_headers_never_make_a_500(site: Site, name: str) -> None:
    address = site.address(site.link())
    for path in ("/login", address, f"{address}/v/x/video", "/static/guestlink.css"):
        environ = {f"HTTP_{name.upper().replace('-', '_')}": HEADERS[name].replace("\0", "")}
        for method in ("GET", "POST"):
            assert site.browser().open(path, method=method, environ_overrides=environ).status_code < 500
