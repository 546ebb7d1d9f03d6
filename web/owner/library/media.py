"""My media, the media page, its preview and its deletion."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from models.links import listing as link_listing
from models.links import notices as links_notices
from models.media import deleting, marks, permitting
from models.media import listing as media_listing
from models.plumbing import clock, database
from models.plumbing.row_ids import row_id
from models.tables.media_item import Kind
from web.account.login import signed_in_user
from web.media.players import player
from web.media.sending import send
from web.owner.library.forms import LikeForm
from web.owner.library.notices import notice_text
from web.owner.links.connected import who_stop
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm

blueprint = Blueprint("owner", __name__, template_folder="../templates")


@blueprint.get("/")
def home() -> BaseResponse:
    return redirect(url_for("owner.my_media" if current_user.is_authenticated else "account.sign_in"))


@blueprint.get("/media")
@login_required
def my_media() -> str:
    user = signed_in_user()
    with database.reading() as db:
        items, shared = media_listing.media_of(db, user), media_listing.shared_with(db, user)
        notices = [{"id": notice.id, "text": notice_text(notice)} for notice in links_notices.notices_of(db, user)]
        may_upload = permitting.may_upload(user)
        with_poster = media_listing.with_poster(db, [item.id for item in [*items, *shared]])
    return render_template(
        "owner/my_media.html",
        items=items,
        shared=shared,
        with_poster=with_poster,
        notices=notices,
        may_upload=may_upload,
    )


@blueprint.post("/notices/seen")
@login_required
def notices_seen() -> BaseResponse:
    if ActionForm().validate_on_submit():
        with database.writing() as db:
            shown = [number for text in request.form.getlist("notice") if (number := row_id(text)) is not None]
            links_notices.mark_notices_seen(db, signed_in_user(), shown, now=clock.utcnow())
    return redirect(url_for("owner.my_media"), 303)


@blueprint.get("/media/<row_id:media_id>")
@login_required
def page(media_id: int) -> str:
    user = signed_in_user()
    with database.reading() as db:
        media = permitting.visible_media(db, media_id, user)
        shown = media_listing.shown(db, media_id, now=clock.utcnow())
        is_owner = permitting.is_owner(db, media_id, user)
        # To create takes permission; to switch off, or to delete a link, ownership suffices (contract 2.4, 2.6).
        may_manage = is_owner and (
            permitting.may_create_links(db, media, user) or media.guest_access or link_listing.has_links(db, media_id)
        )
        views, plays = media_listing.counts(db, media)
        tags, likes = marks.tags_of(db, media_id), marks.likes_of(db, media_id, user.id)
    return render_template(
        "owner/media.html",
        media=media,
        views=views,
        plays=plays,
        tags=tags,
        likes=likes,
        like_form=LikeForm(),
        is_owner=is_owner,
        may_manage=may_manage,
        player=player(shown, url_for("owner.page", media_id=media_id)),
    )


@blueprint.get("/media/<row_id:media_id>/preview")
@login_required
def preview(media_id: int) -> str:
    """What a guest sees, without a click or a visit."""
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
        shown = media_listing.shown(db, media_id, now=clock.utcnow())
        tags = marks.tags_of(db, media_id)
    return render_template(
        "guest/media.html",
        title=media.title,
        description=media.description,
        tags=tags,
        owner_name=media.owner.name,
        date=media.created_at,
        guest_name=_("your guest"),
        visit_url=None,
        preview=True,
        back=url_for("owner.page", media_id=media_id),
        player=player(shown, url_for("owner.page", media_id=media_id)),
    )


@blueprint.get("/media/<row_id:media_id>/<any(video, poster):role>")
def media_bytes(media_id: int, role: str) -> Response:
    """To those who may watch it on this side; no guest cookie is read here."""
    user = signed_in_user() if current_user.is_authenticated else None
    with database.reading() as db:
        permitting.visible_media(db, media_id, user)
        file = media_listing.file_of(db, media_id, role)
    if file is None:
        raise NotFound
    return send(file)


@blueprint.route("/media/<row_id:media_id>/delete", methods=["GET", "POST"])
@login_required
def delete_media(media_id: int) -> BaseResponse:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
        connected = sum(row.connected for row in link_listing.links_of(db, media_id, now=clock.utcnow()))
    if ActionForm().validate_on_submit():
        with database.writing() as db:
            deleting.delete_media(db, media_id, now=clock.utcnow())
        flash(_("“%(title)s” was deleted.", title=media.title))
        return redirect(url_for("owner.my_media"), 303)
    gone = _("“%(title)s” and its guest links will be gone for good.", title=media.title)
    if media.kind == Kind.CHANNEL_ROOM:
        gone = _("“%(title)s” will be gone for good.", title=media.title)
    asking, back = url_for("owner.delete_media", media_id=media_id), url_for("owner.page", media_id=media_id)
    heading, text = _("Delete this media?"), f"{gone} {who_stop(media, connected)}"
    return make_response(confirmation(heading, text, _("Delete"), {}, asking, back=back))
