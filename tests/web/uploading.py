"""The upload form as a browser sends it, and what an upload leaves on the disk."""

import io
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.plumbing.settings import settings
from tests.web.reading import inputs


def upload(owner: FlaskClient, content: bytes, *, title: str = "A film", name: str = "x.mp4") -> TestResponse:
    form: dict[str, object] = dict(inputs(owner.get("/media/new").text)) | {"title": title}
    answer = owner.post("/media/new", data=form | {"file": (io.BytesIO(content), name)}, buffered=True)
    answer.close()
    return answer


def left_over() -> list[Path]:
    return list(settings().media_folder.iterdir())
