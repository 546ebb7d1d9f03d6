"""People with two accounts: releasing their account at the provider, linking another, merging (contract 12.24)."""

from collections.abc import Callable

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.errors import Invalid, LastAdmin
from models.files import expired_uploads
from models.media import handing_over
from models.people import accounts, merging, oidc
from models.plumbing import database
from models.tables import User
from web.account.noting import note, note_items
from web.admin.forms import ExistingUserForm, HeirForm
from web.admin.person_page import person_page, role_form, saved
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm
from web.pages.localizing import translated
from web.pages.submitting import save


def release(user: User) -> Response:
    """The next person who signs in at the provider with this account's email gets the account."""
    return _change_link(user, oidc.release, "provider_released")


def relink(user: User) -> Response:
    return _change_link(user, oidc.relink, "provider_linked")


def _change_link(user: User, use_case: Callable[[Session, int], User], act: str) -> Response:
    ActionForm().require_valid()
    try:
        with database.writing() as db:
            before = accounts.lock_user(db, user.id).oidc_subject
            if use_case(db, user.id).oidc_subject != before:
                note(db, act, detail=user.email)
    except (LastAdmin, Invalid) as refusal:
        return person_page(user, role_form(user), 409, translated(refusal))
    return saved(user)


def merge(user: User) -> Response:
    form, is_sure = ExistingUserForm(), "sure" in request.form
    use_case = _merge if is_sure else merging.account_that_stays
    try:
        heir = save(form, lambda db: use_case(db, user.id, into_email=form.email.cleaned))
    except LastAdmin as refusal:
        return person_page(user, role_form(user), 409, translated(refusal))
    if heir is None:
        return person_page(user, role_form(user), 422, merge_form=form)
    if not is_sure:
        return make_response(_confirm_merge(user, form.email.cleaned))
    expired_uploads.cancel_all_of(user.id)
    flash(_("The two accounts are one now."))
    return redirect(url_for("admin_users.person", user_id=heir.id), 303)


def _merge(db: Session, user_id: int, *, into_email: str) -> User:
    email = accounts.user_by_id(db, user_id).email
    heir, media_ids = merging.merge(db, user_id, into_email=into_email)
    note_items(db, "media_handed_over", media_ids, about=f" → {heir.email}")
    note(db, "users_merged", detail=f"{email} → {heir.email}")
    return heir


def _confirm_merge(user: User, email: str) -> str:
    text = _(
        "The media, links and groups of %(name)s then belong to %(email)s. The account %(merged)s is removed. This"
        " cannot be undone.",
        name=user.name,
        email=email,
        merged=user.email,
    )
    fields = {"do": "merge", "email": email, "sure": "yes"}
    return confirmation(
        _("Merge the two accounts?"), text, _("Merge"), fields, url_for("admin_users.person", user_id=user.id)
    )


def hand_over(user: User) -> Response:
    """All media of a person, with their links, gets another owner."""
    form = HeirForm()
    if "sure" not in request.form:
        return _confirm_hand_over(user, form)
    moved = save(form, lambda db: _hand_over_all(db, user, form.email.cleaned))
    if moved is None:
        return person_page(user, role_form(user), 422, hand_over_form=form)
    flash(
        ngettext(
            "%(num)s media item belongs to %(email)s now.",
            "%(num)s media items belong to %(email)s now.",
            moved,
            email=form.email.cleaned,
        )
    )
    return redirect(url_for("admin_users.person", user_id=user.id), 303)


def _hand_over_all(db: Session, user: User, email: str) -> int:
    owner, media_ids = handing_over.hand_over_all(db, user.id, email=email)
    if media_ids:
        note_items(db, "media_handed_over", media_ids, about=f" → {owner.email}")
        note(db, "all_media_handed_over", detail=f"{user.email} → {owner.email}: {len(media_ids)}")
    return len(media_ids)


def _confirm_hand_over(user: User, form: HeirForm) -> Response:
    found = save(form, lambda db: handing_over.new_owner_of_all(db, user.id, email=form.email.cleaned))
    if found is None:
        return person_page(user, role_form(user), 422, hand_over_form=form)
    owner, count = found
    text = ngettext(
        "%(num)s media item of %(name)s goes to %(owner)s (%(email)s), with its links and guests.",
        "%(num)s media items of %(name)s go to %(owner)s (%(email)s), with their links and guests.",
        count,
        name=user.name,
        owner=owner.name,
        # Two people may have the same name.
        email=owner.email,
    )
    text += " " + _("They can be handed over again, but only one by one.")
    heading = _("Hand over the media of “%(name)s”?", name=user.name)
    fields = {"do": "hand_over", "email": form.email.cleaned, "sure": "yes"}
    address = url_for("admin_users.person", user_id=user.id)
    return make_response(confirmation(heading, text, _("Hand over"), fields, address))


# By the value of the field `do`.
ACTIONS = {"release": release, "relink": relink, "merge": merge, "hand_over": hand_over}
