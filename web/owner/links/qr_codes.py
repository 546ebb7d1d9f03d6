"""The address of a link as a QR code, to be shown, printed or sent."""

from io import BytesIO

import segno
from flask import Blueprint, Response
from flask_login import login_required

from models.config.settings import settings
from models.errors import NotFound
from models.links import tokens
from web.owner.links.owned import owned_item, undeleted_link_of
from web.pages import security

blueprint = Blueprint("owner_qr_codes", __name__, url_prefix="/media/<row_id:media_id>/guest-access/links")
TYPES = {"svg": "image/svg+xml", "png": "image/png"}
# The SVG fills the space that it gets. Of the PNG, each square has this many pixels.
LOOKS: dict[str, dict[str, object]] = {"svg": {"omitsize": True}, "png": {"scale": 10}}


@blueprint.get("/<row_id:link_id>/qr.<any(svg, png):kind>")
@login_required
def qr_code(media_id: int, link_id: int, kind: str) -> Response:
    link = undeleted_link_of(owned_item(media_id), link_id).link
    address = tokens.url_of(link, settings().base_url)
    if address is None:
        raise NotFound
    return security.sandbox(Response(drawn(address, kind), mimetype=TYPES[kind]))


def drawn(address: str, kind: str) -> bytes:
    """Dark on white, whatever the colours of the page, because some cameras read nothing else."""
    buffer = BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind=kind, light="white", **LOOKS[kind])
    return buffer.getvalue()
