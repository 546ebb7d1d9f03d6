"""Uploads of owners go through nginx to the disk, and nginx sends them, though the files belong to another user."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.topology.native import Topology
from tests.topology.sharing import Shared
from tests.vocabulary import pictures
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.replies import Reply, ask
from tests.vocabulary.visitor import Visitor

Sending = Callable[..., Reply]
PICTURE = pictures.picture("jpeg", 640, 360)


@pytest.fixture
def owner(shared: Shared) -> Visitor:
    return shared.owner()


@pytest.fixture
def send(site: Topology, owner: Visitor) -> Sending:
    """Sends a form with a file, as a browser does. The CSRF token is read from the page at `of`."""

    def sent(address: str, of: str, **fields: str | bytes) -> Reply:
        typed = {
            name: value if isinstance(value, str) else FileStorage(io.BytesIO(value), f"{name}.bin")
            for name, value in fields.items()
        }
        boundary, body = encode_multipart({"csrf_token": inputs(owner.send(of).text)["csrf_token"], **typed})
        named = {"Cookie": owner.cookie_header(), "Content_Type": f"multipart/form-data; boundary={boundary}"}
        return ask(site.nginx.port, address, "POST", body, **named)

    return sent


def test_an_uploaded_film_is_sent_by_nginx(site: Topology, owner: Visitor, send: Sending, clip: Path) -> None:
    answer = send("/media/new", "/media/new", title="A film", file=clip.read_bytes())
    assert answer.status == 303
    for path, content in (("video", clip.read_bytes()), ("poster", None)):
        part = ask(site.nginx.port, f"{answer.headers['Location']}/{path}", Cookie=owner.cookie_header())
        assert (part.status, content in {None, part.content}) == (200, True), path


def test_a_large_picture_becomes_a_poster_and_a_too_large_one_is_refused_beside_the_field(
    site: Topology, shared: Shared, owner: Visitor, send: Sending
) -> None:
    edit, address = f"/media/{shared.media}/edit", f"/media/{shared.media}/poster"
    # Bytes after the end of a JPEG are ignored. They make it as large as the picture of a camera.
    assert send(address, edit, do="put", picture=PICTURE + bytes(7_000_000)).status == 303
    shown = ask(site.nginx.port, address, Cookie=owner.cookie_header())
    assert (shown.status, shown.content[:2]) == (200, b"\xff\xd8")
    answer = send(address, edit, do="put", picture=PICTURE + bytes(12_000_000))
    assert (answer.status, list(errors_beside(answer.content.decode()))) == (413, ["picture"])


def test_captions_that_are_too_large_are_refused_beside_the_field(shared: Shared, send: Sending) -> None:
    edit, address = f"/media/{shared.media}/edit", f"/media/{shared.media}/captions"
    answer = send(address, edit, do="put", language="en", file=b"WEBVTT" + bytes(3_500_000))
    assert (answer.status, len(errors_beside(answer.content.decode()))) == (422, 1)
