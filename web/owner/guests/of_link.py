"""The guests of one link (contract 4.48)."""

from flask import Blueprint
from flask_login import login_required
from werkzeug.wrappers import Response

from web.owner.guests import downloads, listing

blueprint = Blueprint(
    "owner_link_guests",
    __name__,
    url_prefix="/media/<row_id:media_id>/guest-access/links/<row_id:link_id>",
    template_folder="../templates",
)


@blueprint.get("/guests")
@login_required
def guests(media_id: int, link_id: int) -> str:
    return listing.page_of_guests(media_id, link_id)


@blueprint.get("/guests.<any(csv, xlsx):ending>")
@login_required
def download(media_id: int, link_id: int, ending: str) -> Response:
    return downloads.file_of_guests(media_id, link_id, ending)
