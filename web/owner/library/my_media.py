"""My media: the items that a person may edit, the items that others share, and notices."""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as BaseResponse

from models.config.settings import settings
from models.links import notices as link_notices
from models.media import listing, permitting
from models.media.preparing import failures_of, preparing_of_all
from models.plumbing import database
from web.account.login import signed_in_user
from web.owner.library.notices import failure_text, notice_text
from web.pages.forms import ActionForm
from web.pages.sizes import readable_size
from web.requests.paging import page_number

blueprint = Blueprint("owner_my_media", __name__, template_folder="../templates")


@blueprint.get("/")
def home() -> BaseResponse:
    return redirect(url_for(".page" if current_user.is_authenticated else "account.sign_in"))


@blueprint.get("/media")
@login_required
def page() -> str:
    user = signed_in_user()
    with database.reading() as db:
        media = listing.media_of(db, user, page_number())
        # What others share stands below the first page only.
        items, shared = media.rows, listing.shared_with(db, user) if media.number == 1 else []
        notices = [{"id": notice.id, "text": notice_text(notice)} for notice in link_notices.notices_of(db, user)]
        failures = [{"id": failed.media_id, "text": failure_text(failed)} for failed in failures_of(db, user)]
        ids = [item.id for item in [*items, *shared]]
        with_poster, preparing = listing.with_poster(db, ids), preparing_of_all(db, ids)
    return render_template(
        "owner/my_media.html",
        media=media,
        items=items,
        shared=shared,
        with_poster=with_poster,
        preparing=preparing,
        notices=notices,
        failures=failures,
        may_upload=permitting.may_upload(user),
        largest_bytes=settings().upload_bytes,
        largest=readable_size(settings().upload_bytes),
        action_form=ActionForm(formdata=None),
    )
