"""The look of the site on its pages: name, logo, accent and privacy notice (contract 11.64, 11.69).

It is read once in a few seconds and not with each request, so guests' requests take no statement more. The accent is a
stylesheet of its own, because the content policy forbids styles in a page.
"""

import time
from functools import lru_cache
from hashlib import sha256
from threading import Lock

from flask import Blueprint, Flask, Response, current_app, g, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from models.plumbing import database
from models.site import accents, look
from models.site.look import Look
from web.pages.static_contents import HASH_LENGTH
from web.pages.static_files import YEAR

KEPT_SECONDS = 5.0
NAME = "guestlink.look"

blueprint = Blueprint("looks", __name__)


class KeptLook:
    """What this process has read last, and until when it is taken for true."""

    def __init__(self) -> None:
        self.look, self.until, self.lock = Look(), float("-inf"), Lock()


def init_app(app: Flask) -> None:
    app.extensions[NAME] = KeptLook()
    app.context_processor(lambda: {"look": present(), "theme_url": theme_url, "logo_url": logo_url})


def present() -> Look:
    """The same for the whole request."""
    if "look" not in g:
        g.look = _read()
    found: Look = g.look
    return found


def forget() -> None:
    """After a change, so that the person who made it sees it at once. Other processes see it within KEPT_SECONDS."""
    _kept().until = float("-inf")
    g.pop("look", None)


def ask_later() -> None:
    """A database that does not answer is not asked again for the page that says so."""
    _kept().until = time.monotonic() + KEPT_SECONDS


def _kept() -> KeptLook:
    kept: KeptLook = current_app.extensions[NAME]
    return kept


def _read() -> Look:
    kept = _kept()
    if time.monotonic() < kept.until:
        return kept.look
    # One thread reads. The others wait only for the first time.
    if kept.lock.acquire(blocking=kept.until == float("-inf")):
        try:
            if time.monotonic() >= kept.until:
                with database.reading() as db:
                    kept.look = look.look(db)
        except SQLAlchemyError:
            # The page says what is wrong, if it needs the database. The look stays as it was.
            pass
        finally:
            kept.until = time.monotonic() + KEPT_SECONDS
            kept.lock.release()
    return kept.look


@lru_cache(maxsize=64)
def _theme(accent: str) -> bytes:
    light, dark = (accents.shades(accent, scheme)._asdict() for scheme in (accents.LIGHT, accents.DARK))
    names = {"accent": "accent", "strong": "accent-strong", "soft": "accent-soft", "on": "on-accent"}

    def rule(**values: str) -> str:
        return ":root{" + "".join(f"--{names[name]}:{value};" for name, value in values.items()) + "}"

    both = {name: f"light-dark({light[name]},{dark[name]})" for name in names}
    return (
        f"{rule(**light)}\n@media (prefers-color-scheme: dark){{{rule(**dark)}}}\n"
        f"@supports (color: light-dark(#000, #fff)){{{rule(**both)}}}\n"
    ).encode()


@lru_cache(maxsize=64)
def _digest(accent: str) -> str:
    return sha256(_theme(accent)).hexdigest()[:HASH_LENGTH]


def theme_url() -> str | None:
    accent = present().accent
    if accent is None:
        return None
    return url_for("looks.theme", accent=accent.removeprefix("#"), digest=_digest(accent))


def logo_url() -> str | None:
    digest = present().logo
    return url_for("looks.logo", digest=digest[: 2 * HASH_LENGTH]) if digest else None


@blueprint.get("/theme-<accent>-<digest>.css")
def theme(accent: str, digest: str) -> Response:
    """Made of its address, so it needs no database. Another digest is of another version: no cache keeps the answer."""
    colour = f"#{accent}"
    if not look.ACCENT.fullmatch(colour) or len(digest) != HASH_LENGTH:
        raise NotFound
    response = Response(_theme(colour), mimetype="text/css")
    if digest == _digest(colour):
        _keep(response)
    return response


@blueprint.get("/logo-<digest>.png")
def logo(digest: str) -> Response:
    """Under the digest of an earlier logo the present one, which no cache keeps."""
    with database.reading() as db:
        found = look.logo(db)
    if found is None or len(digest) != 2 * HASH_LENGTH:
        raise NotFound
    response = Response(found[0], mimetype="image/png")
    if found[1].startswith(digest):
        _keep(response)
    return response


def _keep(response: Response) -> None:
    response.headers["Cache-Control"] = YEAR
    response.set_etag(request.path.rpartition("-")[2])
    response.make_conditional(request)
