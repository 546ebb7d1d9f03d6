"""The answer when an item was added: the person is led to its media page."""

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from models.tables import MediaItem
from web.requests.redirecting import is_sent_by_script


def redirect_to_new_item(media: MediaItem) -> BaseResponse:
    """A script gets 201 with `Location`, and leads there itself (contract 8.4)."""
    flash(_("“%(name)s” was added.", name=media.title))
    address = url_for("owner_media_page.page", media_id=media.id)
    if is_sent_by_script():
        # If the script followed a redirect, its request would use up the message, and nobody would see it.
        return Response(status=201, headers={"Location": address})
    return redirect(address, 303)
