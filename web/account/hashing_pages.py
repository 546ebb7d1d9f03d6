"""The pages that hash a password. It takes a tenth of a second and 64 MiB, so these pages have threads of their own
(`web.front.hashing_lanes`). When too many wait for one, the page only says so."""

import re

from flask import Response, request
from flask_babel import gettext as _

from web.observing.routed_path import as_routed
from web.pages import errors

# The front sets this in the scope of a request for which there was no place.
BUSY = "guestlink.busy"
SIGN_IN_PATH = "/login"
_PATHS = re.compile(r"/login|/account/password|/setup/[^/]+|/admin/users/new")


def hashes_password(method: str, path: str) -> bool:
    return method == "POST" and _PATHS.fullmatch(as_routed(path)) is not None


def is_sign_in(path: str) -> bool:
    return as_routed(path) == SIGN_IN_PATH


def are_busy() -> bool:
    return bool(request.environ.get("asgi.scope", {}).get(BUSY))


def refuse_when_busy() -> Response | None:
    """For every page, before its view."""
    # The sign-in page says it beside its own form.
    if not are_busy() or is_sign_in(request.path):
        return None
    text = _("Too many passwords are being checked right now. Try again in a moment.")
    fields = errors.fields_to_send_again()
    return errors.error_page(503, _("This is not possible right now"), text, retry_fields=fields)
