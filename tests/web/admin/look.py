"""An admin who sets the look of the site."""

import io
import re

from PIL import Image
from werkzeug.test import TestResponse

from models.plumbing import database
from models.site import look
from models.site.look import Look
from tests.web.admin.conftest import Admin

YEAR = "public, max-age=31536000, immutable"


def stored() -> Look:
    with database.reading() as db:
        return look.look(db)


def set_look(admin: Admin, **typed: str) -> TestResponse:
    blank = dict.fromkeys(("site_name", "accent", "privacy_notice", "privacy_url"), "")
    return admin.post("/admin/theming", **blank | typed)


def put_logo(admin: Admin, content: bytes, name: str = "logo.png") -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', admin.client.get("/admin/theming").text)
    assert token
    data = {"csrf_token": token[1], "do": "put", "logo": (io.BytesIO(content), name)}
    return admin.client.post("/admin/theming/logo", data=data)


def png(mode: str = "RGBA", size: tuple[int, int] = (64, 32), **saved: object) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size).save(made, "PNG", **saved)
    return made.getvalue()


def linked(page: str, pattern: str) -> str:
    found = re.findall(pattern, page)
    assert len(found) == 1, page
    return str(found[0])
