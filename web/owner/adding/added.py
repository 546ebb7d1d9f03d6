"""What somebody has just added is told of on its own page, to which they are sent."""

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from models.tables import MediaItem
from web.requests.redirecting import is_sent_by_script


def to_its_page(media: MediaItem) -> BaseResponse:
    flash(_("“%(name)s” was added.", name=media.title))
    address = url_for("owner.page", media_id=media.id)
    if is_sent_by_script():
        # The words would be spent on a page that nobody sees.
        return Response(status=201, headers={"Location": address})
    return redirect(address, 303)
