"""Posters and captions, as the forms of the edit page send them."""

import io

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.config.settings import settings
from tests.vocabulary import pictures
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import CAPTIONS

PICTURE = pictures.picture("png")


def post_poster(client: FlaskClient, media_id: int, content: bytes | None = PICTURE, **typed: str) -> TestResponse:
    return _post(client, f"/media/{media_id}/poster", {"picture": content}, typed)


def post_captions(client: FlaskClient, media_id: int, content: bytes | None = CAPTIONS, **typed: str) -> TestResponse:
    return _post(client, f"/media/{media_id}/captions", {"file": content}, {"language": "he", **typed})


def stored_files(ending: str) -> int:
    return len(list(settings().media_folder.glob(f"*.{ending}")))


def _post(client: FlaskClient, address: str, files: dict[str, bytes | None], typed: dict[str, str]) -> TestResponse:
    """Without a file if there is no content. Its name tells nothing of it."""
    token = inputs(client.get("/media/new").text)["csrf_token"]
    form: dict[str, object] = {"csrf_token": token, "do": "put", **typed}
    chosen = {name: (io.BytesIO(content), "../x.html") for name, content in files.items() if content is not None}
    return client.post(address, data=form | chosen)
