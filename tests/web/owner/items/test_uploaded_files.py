"""What a file that ends its child, or finds no turn, does to the forms that send one (contract 8.18, 8.19)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.errors import TooManyFiles
from models.files.storage import doubtful_files
from models.recordings import child, drawing, inspecting, webvtt
from tests.vocabulary import pictures
from tests.vocabulary.maker import NOW
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import left_over, upload

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n"
FIELDS = {"film": "file", "poster": "picture", "captions": "file"}
Send = Callable[[str], TestResponse]


@pytest.fixture
def send(owner_client: FlaskClient, clip: bytes, media_id: int) -> Send:
    """Sends a good file by the form of this kind."""

    def sent(kind: str) -> TestResponse:
        if kind == "film":
            return upload(owner_client, clip)
        form: dict[str, Any] = {"csrf_token": inputs(owner_client.get("/media/new").text)["csrf_token"], "do": "put"}
        if kind == "poster":
            form |= {"picture": (io.BytesIO(pictures.picture()), "x.png")}
        else:
            form |= {"language": "en", "file": (io.BytesIO(CAPTIONS), "x.vtt")}
        return owner_client.post(f"/media/{media_id}/{kind}", data=form)

    return sent


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("work", ["segfault", "say_garbage"])
def test_a_file_that_ends_its_child_is_422_beside_its_field_and_nothing_stays(
    site: Site, send: Send, monkeypatch: pytest.MonkeyPatch, kind: str, work: str
) -> None:
    for module, name in ((inspecting, "INSPECT"), (drawing, "REDRAW"), (webvtt, "READ_LINES")):
        monkeypatch.setattr(module, name, f"tests.vocabulary.misbehaving:{work}")
    before = site.state(), sorted(left_over())
    answer = send(kind)
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, [FIELDS[kind]])
    assert (site.state(), sorted(left_over()), doubtful_files(now=NOW)) == (*before, [])


@pytest.mark.parametrize("kind", FIELDS)
def test_a_file_that_finds_no_turn_is_503_beside_its_field(
    site: Site, send: Send, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def refuse(*_arguments: object) -> None:
        raise TooManyFiles

    before = site.state(), sorted(left_over())
    with monkeypatch.context() as busy:
        busy.setattr(child, "ask", refuse)
        answer = send(kind)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Many files are being checked right now." in errors_beside(answer.text)[FIELDS[kind]]
    assert (site.state(), sorted(left_over())) == before
    assert send(kind).status_code == 303


@pytest.mark.parametrize("kind", FIELDS)
def test_no_connection_to_the_database_is_held_while_a_file_is_read(
    site: Site, send: Send, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    held: list[int] = []
    ask = child.ask

    def asked(*arguments: Any) -> child.Answer:
        held.append(site.maker.bind.pool.checkedout())  # type: ignore[attr-defined]
        return ask(*arguments)

    monkeypatch.setattr(child, "ask", asked)
    assert send(kind).status_code == 303
    assert held == [0]
