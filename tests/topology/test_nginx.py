"""The whole topology from outside: nginx sends the bytes, the web decides, and false headers change nothing."""

import json
import socket
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from models.links import switching
from models.people import accounts
from models.plumbing import database
from tests.topology.native import Topology
from tests.topology.sharing import Shared, video_path
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import inputs
from tests.vocabulary.replies import Reply, ask, ranges_in
from tests.vocabulary.uploads import MULTIPART, raw_form_head
from tests.vocabulary.waiting import wait_until
from web.pages.static_contents import file_named
from web.requests.throttling import UNKNOWN_TOKENS


def watched(shared: Shared, method: str = "GET", path: str | None = None, **headers: str) -> Reply:
    """What nginx answers to a guest who has just entered and requests the video."""
    visitor = shared.visitor()
    page = visitor.enter()
    return ask(shared.site.nginx.port, path or video_path(page), method, Cookie=visitor.cookie_header(), **headers)


@pytest.fixture
def content(shared: Shared) -> bytes:
    return bytes(watched(shared).content)


def test_nginx_sends_the_bytes_with_the_headers_of_the_web(shared: Shared, clip: Path) -> None:
    answer = watched(shared)
    assert answer.content == clip.read_bytes()
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers.get_all("Accept-Ranges") == ["bytes"]
    assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "no-cache" in answer.headers["Cache-Control"]
    assert "X-Accel-Redirect" not in answer.headers
    # It writes the line when the answer has been sent.
    wait_until("nginx has logged it", lambda: _last_line(shared)["path"] == "/g/*/v/*/video")
    assert _last_line(shared)["bytes"] == len(answer.content)


def _last_line(shared: Shared) -> dict[str, object]:
    line: dict[str, object] = json.loads(shared.site.log("nginx").splitlines()[-1])
    return line


def test_one_and_several_ranges_are_exact(shared: Shared, content: bytes) -> None:
    one = watched(shared, Range="bytes=5-9")
    assert (one.status, one.content) == (206, content[5:10])
    assert one.headers["Content-Range"] == f"bytes 5-9/{len(content)}"
    last = watched(shared, Range="bytes=-3")
    assert last.content == content[-3:]
    two = watched(shared, Range="bytes=0-1,100-199")
    assert two.status == 206
    assert ranges_in(two) == [content[:2], content[100:200]]
    # Eleven ranges are more than are sent one by one.
    many = "bytes=" + ",".join(f"{at}-{at}" for at in range(0, 22, 2))
    assert (watched(shared, Range=many).status, watched(shared, Range=f"bytes={len(content)}-").status) == (200, 416)


def test_conditions_are_respected_and_head_has_no_content(shared: Shared, content: bytes) -> None:
    head = watched(shared, "HEAD")
    assert (head.status, head.headers["Content-Length"], head.content) == (200, str(len(content)), b"")
    etag = head.headers["ETag"]
    assert watched(shared, If_None_Match=etag).status == 304
    assert watched(shared, If_None_Match='"other"').status == 200
    assert watched(shared, If_Range=etag, Range="bytes=0-1").status == 206
    assert watched(shared, If_Range='"other"', Range="bytes=0-1").status == 200


def test_without_the_right_no_byte_is_sent(shared: Shared) -> None:
    visitor = shared.visitor()
    path = video_path(visitor.enter())
    port = shared.site.nginx.port
    assert ask(port, path).status == 403
    file = next((shared.site.data / "media").glob("*.mp4")).name
    for inside in (f"/internal/media/{file}", f"/internal/live/../media/{file}", f"//internal/media/{file}"):
        assert ask(port, inside, Cookie=visitor.cookie_header()).status == 404
    shared.site.run("media", "delete", shared.media)
    for headers in ({}, {"Range": "bytes=0-1"}, {"If_None_Match": "*"}):
        answer = ask(port, path, Cookie=visitor.cookie_header(), **headers)
        assert answer.status in {403, 410}
        assert b"ftyp" not in answer.content


def share_live_session(shared: Shared, folder: str) -> Shared:
    maker, now = Maker(database.engine()), datetime.now(UTC)
    with database.reading() as db:
        owner = accounts.user_by_email(db, shared.email)
    media_id = maker.live(owner, folder=folder, now=now)
    with database.writing() as db:
        switching.turn_on_access(db, media_id, now=now)
    return Shared.of(shared.site, maker.link(media_id, now=now), shared.email)


def test_a_live_folder_is_sent_but_no_symbolic_link_out_of_it(shared: Shared) -> None:
    folder = shared.site.data / "live" / "a stage"
    visitor = share_live_session(shared, folder.name).visitor()
    # Only now: what was there before is not of this session.
    folder.mkdir(exist_ok=True)
    odd = "hd 1/שידור 100% 'a' \"b\" #1?.ts"
    names = "".join(f"#EXTINF:2,\n{name}\n" for name in ("1.ts", odd, "out.ts"))
    (folder / "index.m3u8").write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n{names}")
    (folder / "hd 1").mkdir(exist_ok=True)
    for name in ("1.ts", odd):
        (folder / name).write_bytes(b"segment one")
    if not (folder / "out.ts").is_symlink():
        (folder / "out.ts").symlink_to("/etc/passwd")
    base = video_path(visitor.enter()).removesuffix("/video")
    named = {"Cookie": visitor.cookie_header()}
    port = shared.site.nginx.port
    listed = ask(port, f"{base}/live/index.m3u8", **named).content.decode().splitlines()
    assert listed[3] == "1.ts"
    assert ask(port, f"{base}/live/{listed[5]}", **named).content == b"segment one"
    assert ask(port, f"{base}/live/{listed[5]}", Range="bytes=8-10", **named).content == b"one"
    assert ask(port, f"{base}/live/1.ts", **named).content == b"segment one"
    assert ask(port, f"{base}/live/1.ts", Range="bytes=0-6", **named).content == b"segment"
    assert ask(port, f"{base}/live/out.ts", **named).status == 404


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "//metrics", "/%6Detrics", "/x/../readyz", "/readyz?x"])
def test_pages_for_the_operator_are_not_public(site: Topology, path: str) -> None:
    assert ask(site.nginx.port, path).status == 404
    assert ask(site.web_ports[0], "/readyz").status == 200


@pytest.mark.parametrize("where", ["inside", "public"])
def test_the_doctor_checks_each_server_and_the_web_at_its_internal_or_public_address(
    site: Topology, where: str
) -> None:
    address = f"http://127.0.0.1:{site.web_ports[0]}" if where == "inside" else site.address
    parts = json.loads(site.run("doctor", "--json", check=False, GUESTLINK_WEB_URL=address).stdout)["parts"]
    assert parts["web"] == {"configured": address, "trouble": None}
    assert parts["nginx"] == {"configured": site.address, "trouble": None}
    assert [parts[name]["trouble"] for name in ("database", "broker", "rate limits", "media")] == [None] * 4


def test_a_large_form_is_refused_with_a_message(site: Topology) -> None:
    answer = ask(site.nginx.port, "/login", "POST", b"x" * 70_000)
    assert (answer.status, "too large" in answer.content.decode()) == (413, True)


def test_an_upload_goes_straight_to_the_web(site: Topology, shared: Shared) -> None:
    visitor = shared.owner()
    token = inputs(visitor.send("/media/new").text)["csrf_token"]
    lines = ["POST /media/new HTTP/1.1", f"Host: 127.0.0.1:{site.nginx.port}", f"Cookie: {visitor.cookie_header()}"]
    lines += [f"Content-Type: {MULTIPART}", "Content-Length: 5000000000"]
    uploads = site.data / "media" / "arriving"
    with socket.create_connection(("127.0.0.1", site.nginx.port), timeout=30) as slow:
        slow.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + raw_form_head({"csrf_token": token}) + bytes(300_000))
        wait_until("the first bytes are on the media disk", lambda: any(map(_holds_bytes, uploads.glob("upload-*"))))
        assert not list((site.folder / "nginx" / "client_body").iterdir()), "nginx keeps no copy"
    wait_until("the unfinished upload is gone", lambda: not list(uploads.glob("upload-*")))


def _holds_bytes(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_static_files_come_compressed_as_the_web_sends_them(
    site: Topology, accepted: str, encoding: str | None
) -> None:
    port, path = site.nginx.port, f"/static/{file_named('guestlink.css').address}"
    answer = ask(port, path, Accept_Encoding=accepted)
    assert answer.headers.get_all("Content-Encoding") == ([encoding] if encoding else None)
    assert answer.content == ask(site.web_ports[0], path, Accept_Encoding=accepted).content


def test_pages_and_media_are_not_compressed(shared: Shared) -> None:
    """By the length of a compressed page, somebody could guess the secrets in it (contract 11.67)."""
    visitor = shared.visitor()
    video = video_path(visitor.enter())
    for path in (video, urlsplit(visitor.link).path, "/login"):
        cookie = visitor.cookie_header()
        answer = ask(shared.site.nginx.port, path, Cookie=cookie, Accept_Encoding="gzip, deflate, br")
        assert (answer.status, answer.headers["Content-Encoding"]) == (200, None), path
        assert len(answer.content) > 1000


def test_false_addresses_do_not_get_around_the_throttle(site: Topology) -> None:
    """The address of the connection counts."""
    statuses = [
        ask(site.nginx.port, f"/g/guess{number}", X_Forwarded_For=f"198.51.100.{number}").status
        for number in range(UNKNOWN_TOKENS.amount + 10)
    ]
    assert statuses[0] in {404, 429}
    assert statuses[-1] == 429


def test_another_host_is_not_served(site: Topology) -> None:
    assert ask(site.nginx.port, "/login", Host="evil.example").status == 400
    answer = ask(site.nginx.port, "/login", X_Forwarded_Host="evil.example")
    assert answer.status == 200
    assert "evil" not in answer.content.decode()
