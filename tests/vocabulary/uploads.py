"""The upload form as a browser sends it, and what an upload leaves on the disk."""

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


def left_over() -> list[Path]:
    return list(settings().media_folder.iterdir())
