"""Every form with which an admin, or a person on the account page, changes an account, a group or the site."""

from urllib.parse import urlsplit

from sqlalchemy import select, update

from models.people import resetting, user_groups
from models.plumbing import database
from models.site import modules
from models.site.look import put_logo
from models.tables import User, UserSession, Workflow
from tests.vocabulary import pictures
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.site import Guest, now
from tests.web.noting.stage import NOTHING, Form, Sent, Stage

RULES: dict[str, object] = {"do": "rules", "permits": "named", "minimal_role": "viewer"}
RULES |= dict.fromkeys(("default_clicks", "most_clicks", "default_days", "most_days"), "")
LOOK: dict[str, object] = {"site_name": "Ganim", "accent": "#123456", "privacy_notice": "", "privacy_url": ""}


def plain(**fields: object) -> Sent:
    return Sent({}, fields, about=(NOTHING,))


def of_person(user: User, /, **fields: object) -> Sent:
    return Sent({"user_id": user.id}, fields, about=(NOTHING,))


def renamed(stage: Stage) -> Sent:
    fields: dict[str, object] = {"do": "details", "name": "Another", "email": "another@example.com"}
    return Sent({"user_id": stage.person().id}, fields, about=(NOTHING, NOTHING))


def disabled(stage: Stage) -> Sent:
    user = stage.person()
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(disabled_at=now()))
    return of_person(user, do="state", state="on")


def signed_in(stage: Stage, do: str) -> Sent:
    user = stage.person()
    stage.site.signed_in(user)
    with database.reading() as db:
        session_id = db.scalars(select(UserSession.id).where(UserSession.user_id == user.id)).one()
    return of_person(user, do=do, id=str(session_id))


def at_provider(stage: Stage, do: str) -> Sent:
    user = stage.person()
    subjects = {"oidc_subject": "https://id.example.org 1", "refused_subject": "https://id.example.org 2"}
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(subjects))
    return of_person(user, do=do)


def with_media(stage: Stage, do: str) -> Sent:
    user, heir = stage.person("contributor"), stage.person("contributor")
    items = [stage.site.media(user) for _ in range(2)]
    about = (*((media_id, None) for media_id in items), NOTHING)
    return Sent({"user_id": user.id}, {"do": do, "email": heir.email, "sure": "yes"}, about=about)


def group(stage: Stage, do: str, *, of: User | None = None, **fields: object) -> Sent:
    with database.writing() as db:
        made = user_groups.create_group(db, "Teachers")
        if of is not None:
            user_groups.add_member(db, made.id, of.id)
    return Sent({"group_id": made.id}, {"do": do, **fields}, about=(NOTHING,))


def left(stage: Stage) -> Sent:
    user = stage.person()
    return group(stage, "remove", of=user, id=str(user.id))


def permitted_group(stage: Stage, do: str) -> Sent:
    with database.writing() as db:
        made = user_groups.create_group(db, "Teachers")
        if do == "unpermit_group":
            modules.permit_group(db, made.id)
    return plain(do=do, group="Teachers", id=str(made.id))


def permitted_person(stage: Stage) -> Sent:
    user = stage.person()
    with database.writing() as db:
        modules.permit_user(db, user.id)
    return plain(do="unpermit_user", id=str(user.id))


def logo(_stage: Stage) -> Sent:
    with database.writing() as db:
        put_logo(db, pictures.picture("png"))
    return plain(do="remove")


def guest_to_erase(stage: Stage) -> Sent:
    Guest(stage.site.browser(), stage.site.address(stage.site.link())).enter()
    return plain(email="dana@example.com", sure="yes")


def failed_workflow(stage: Stage) -> Sent:
    link = stage.link()
    stage.site.delete_link(link)
    with database.writing() as db:
        workflow = db.scalars(select(Workflow).where(Workflow.link_id == link.id)).one()
        workflow.state = "failed"
    return Sent({"workflow_id": workflow.id}, about=((link.media_id, link.id),))


def invited(stage: Stage) -> Sent:
    """The person chooses a password, in this browser."""
    with database.writing() as db:
        address = resetting.make_reset_address(db, stage.me.id, now=now())
    token = urlsplit(address.url).path.rpartition("/")[2]
    return Sent({"token": token}, {"password": "three words chosen"}, about=(NOTHING,))


def added(stage: Stage, signs_in: str) -> Sent:
    fields = {"email": "ada@example.com", "name": "Ada", "role": "viewer", "password": "three words chosen"}
    about = (NOTHING,) * (2 if signs_in == "address" else 1)
    return Sent({}, {"signs_in": signs_in, **fields}, about=about)


MADE = ("one_time_address_made",)
USERS, GROUPS, MODULES = "admin_users.change", "admin_groups.change", "admin_modules.change"
FORMS = (
    Form(
        "account_page.change_password", "", ("password_set",), lambda _: plain(current=PASSWORD, new="three new words")
    ),
    Form("account_setup.setup", "", ("password_set",), invited),
    Form("admin_users.add", "", ("user_added",), lambda s: added(s, "password")),
    Form("admin_users.add", "", ("user_added", *MADE), lambda s: added(s, "address")),
    Form(USERS, "role", ("role_set",), lambda s: of_person(s.person(), do="role", role="admin")),
    Form(USERS, "state", ("user_disabled",), lambda s: of_person(s.person(), do="state", state="off")),
    Form(USERS, "state", ("user_enabled",), disabled),
    Form(USERS, "reset", MADE, lambda s: of_person(s.person(), do="reset"), again=MADE),
    Form(USERS, "details", ("user_address_set", "user_renamed"), renamed),
    Form(USERS, "end_session", ("sign_ins_ended",), lambda s: signed_in(s, "end_session")),
    Form(USERS, "end_sessions", ("sign_ins_ended",), lambda s: signed_in(s, "end_sessions")),
    Form(USERS, "release", ("provider_released",), lambda s: at_provider(s, "release")),
    Form(USERS, "relink", ("provider_linked",), lambda s: at_provider(s, "relink")),
    Form(USERS, "merge", (*("media_handed_over",) * 2, "users_merged"), lambda s: with_media(s, "merge")),
    Form(
        USERS,
        "hand_over",
        (*("media_handed_over",) * 2, "all_media_handed_over"),
        lambda s: with_media(s, "hand_over"),
    ),
    Form("admin_groups.create", "", ("group_added",), lambda _: plain(name="Teachers")),
    Form(GROUPS, "rename", ("group_renamed",), lambda s: group(s, "rename", name="Pupils")),
    Form(GROUPS, "add", ("group_member_added",), lambda s: group(s, "add", email=s.person().email)),
    Form(GROUPS, "remove", ("group_member_removed",), left),
    Form(GROUPS, "delete", ("group_deleted",), lambda s: group(s, "delete")),
    Form(MODULES, "invitetomedia", ("module_off",), lambda _: plain(do="invitetomedia", state="off")),
    Form(MODULES, "mediapage", ("module_off",), lambda _: plain(do="mediapage", state="off")),
    Form(MODULES, "rules", ("rules_set",), lambda _: plain(**RULES)),
    Form(MODULES, "disabled_owners", ("disabled_owners_set",), lambda _: plain(do="disabled_owners", links="stop")),
    Form(MODULES, "permit_user", ("person_allowed",), lambda s: plain(do="permit_user", email=s.person().email)),
    Form(MODULES, "permit_group", ("group_allowed",), lambda s: permitted_group(s, "permit_group")),
    Form(MODULES, "unpermit_user", ("person_disallowed",), permitted_person),
    Form(MODULES, "unpermit_group", ("group_disallowed",), lambda s: permitted_group(s, "unpermit_group")),
    Form("admin_theming.change", "", ("look_changed",), lambda _: plain(**LOOK)),
    Form(
        "admin_theming.change_logo",
        "put",
        ("look_changed",),
        lambda _: plain(do="put", logo=pictures.picture("png")),
    ),
    Form("admin_theming.change_logo", "remove", ("look_changed",), logo),
    Form("admin_erasing.erase", "", ("guest_erased",), guest_to_erase),
    Form("admin_maintenance.retry", "", ("workflow_retried",), failed_workflow),
)
