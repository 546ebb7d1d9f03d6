"""The media page on the owner's side, and the preview of what guests see."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required

from models.links import listing as link_listing
from models.media import likes as media_likes
from models.media import originals, permitting, showing
from models.media.shown_media import shown_media
from models.plumbing import clock, database
from models.plumbing.collating import sort_key
from web.account.login import signed_in_user, viewer
from web.media import item_sign, players, recording_words
from web.media.page_for_guests import preview_for_owner
from web.owner.library import facts
from web.owner.library.forms import LikeForm
from web.pages.display import page_language
from web.pages.forms import ActionForm

blueprint = Blueprint(
    "owner_media_page", __name__, url_prefix="/media/<row_id:media_id>", template_folder="../templates"
)


@blueprint.get("")
@login_required
def page(media_id: int) -> str:
    user = signed_in_user()
    with database.reading() as db:
        media = permitting.visible_media(db, media_id, user)
        shown = shown_media(db, media_id, now=clock.utcnow())
        is_owner = permitting.is_owner(db, media_id, user)
        # An owner who may not create links can still turn access off and delete links (contract 2.6).
        may_invite = is_owner and permitting.may_create_links(db, media, user)
        may_manage = may_invite or (is_owner and (media.guest_access or link_listing.has_links(db, media_id)))
        views, plays = showing.views_and_plays(db, media)
        likes = media_likes.likes_of(db, media_id, user.id)
        original = originals.original_of(db, media_id) if is_owner else None
        links = link_listing.links_of(db, media_id, now=clock.utcnow()) if may_manage else []
    connected = sum(row.connected for row in links)
    live = players.live_now(shown, for_guests=not is_owner)
    player = players.player(shown, url_for(".page", media_id=media_id), live, now=clock.utcnow().isoformat())
    players.prepare_answer(shown)
    return render_template(
        "owner/media.html",
        media=media,
        views=views,
        plays=plays,
        tags=sorted(shown.tags, key=lambda tag: sort_key(tag, page_language())),
        likes=likes,
        like_form=LikeForm(),
        action_form=ActionForm(formdata=None),
        is_owner=is_owner,
        may_invite=may_invite,
        may_manage=may_manage,
        facts=facts.of_links(links, clock.utcnow()) if links else None,
        here_now=facts.here_now(connected) if connected else None,
        player=player,
        original=original,
        told=recording_words.told_to_owner(shown.preparing, original),
        owner_sign_url=url_for("owner_recordings.state", media_id=media_id) if is_owner else None,
    )


@blueprint.get("/now")
def now(media_id: int) -> dict[str, object]:
    """How the item is now, for the script of an open page (contract 4.45)."""
    user = viewer()
    with database.reading() as db:
        permitting.visible_media(db, media_id, user)
        for_guests = "preview" in request.args or not permitting.is_owner(db, media_id, user)
        return item_sign.of(db, media_id, for_guests=for_guests, now=clock.utcnow())


@blueprint.get("/preview")
@login_required
def preview(media_id: int) -> str:
    """What a guest sees. Costs no click and starts no visit."""
    with database.reading() as db:
        permitting.owned_media(db, media_id, signed_in_user())
        shown = shown_media(db, media_id, now=clock.utcnow())
    address = url_for(".page", media_id=media_id)
    return preview_for_owner(shown, address, guest_name=_("your guest"))
