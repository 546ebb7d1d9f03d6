"""Uploads as a browser sends them, whole or only their beginning, and what they leave on the disk."""

import io
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.config.settings import settings
from tests.vocabulary.pages import inputs


def upload(browser: FlaskClient, content: bytes, *, title: str = "A film", name: str = "x.mp4") -> TestResponse:
    form = inputs(browser.get("/media/new").text)
    data = {**form, "title": title, "file": (io.BytesIO(content), name)}
    answer = browser.post("/media/new", data=data, buffered=True)
    answer.close()
    return answer


def owner_cookie(client: FlaskClient) -> str:
    """The Cookie header of a signed-in browser, for requests without a test client."""
    name = client.application.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    return f"{name}={cookie.value}"


MULTIPART = "multipart/form-data; boundary=b"


def upload_head(client: FlaskClient) -> bytes:
    """The body of an upload up to the bytes of its film."""
    return raw_form_head({"csrf_token": inputs(client.get("/media/new").text)["csrf_token"]})


def raw_form_head(fields: dict[str, str], file_field: str = "file", filename: str = "x.mp4") -> bytes:
    """The body of a form in MULTIPART up to the content of its file."""
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    head = "".join(part.format(name, value) for name, value in fields.items())
    head += f'--b\r\nContent-Disposition: form-data; name="{file_field}"; filename="{filename}"\r\n\r\n'
    return head.encode()


def left_over() -> list[Path]:
    """The files in the media folder, with those that are arriving."""
    return [path for path in settings().media_folder.rglob("*") if path.is_file()]
