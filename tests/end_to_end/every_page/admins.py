"""What admins see, and what is asked before they do something that cannot be undone."""

from collections.abc import Callable

from sqlalchemy import update
from werkzeug.test import TestResponse

from models.links import deleting
from models.people import resetting
from models.plumbing import database
from models.tables import User, Workflow
from tests.end_to_end.every_page.cast import FILM, Cast, send
from tests.end_to_end.every_page.look import Look
from tests.vocabulary.site import now

Opened = Callable[[Cast], TestResponse]


def at(path: str) -> Opened:
    return lambda cast: cast.admin.get(f"/admin{path}")


def _sent(page: str, to: str = "", **fields: str) -> Opened:
    return lambda cast: send(cast.admin, f"/admin{page}", f"/admin{to or page}", **fields)


def _person(end: str = "") -> Opened:
    """The page of the demo's owner, who has media and is signed in."""
    return lambda cast: cast.admin.get(f"/admin/users/{_louise_signed_in(cast).id}{end}")


def _louise_signed_in(cast: Cast) -> User:
    cast.owner.get("/media")
    return cast.louise


def _asked(**fields: str) -> Opened:
    """What is asked when this is sent from that page."""
    return lambda cast: send(cast.admin, f"/admin/users/{cast.louise.id}", **{"email": cast.noa.email} | fields)


def _disabled_person(cast: Cast) -> TestResponse:
    user = cast.site.maker.user("viewer")
    with database.writing() as db:
        resetting.make_reset_address(db, user.id, now=now())
        db.execute(
            update(User)
            .where(User.id == user.id)
            .values(disabled_at=now(), oidc_subject="a1b2c3", refused_subject="d4e5f6", refused_at=now())
        )
    return cast.admin.get(f"/admin/users/{user.id}")


def _oneself(cast: Cast) -> TestResponse:
    return cast.admin.get(f"/admin/users/{cast.admin_user.id}")


def _demotion(cast: Cast) -> TestResponse:
    return send(cast.admin, f"/admin/users/{cast.admin_user.id}", do="role", role="viewer")


def _last_admin(cast: Cast) -> TestResponse:
    return send(cast.admin, f"/admin/users/{cast.admin_user.id}", do="state", state="off")


def _new_person_refused(cast: Cast) -> TestResponse:
    return send(cast.admin, "/admin/users/new", email="x", name="", role="viewer", sign_in="address")


def _one_item_handed_over(cast: Cast) -> TestResponse:
    return send(cast.admin, f"/media/{FILM}/edit", f"/media/{FILM}/edit/hand-over", email=cast.noa.email)


def _group(end: str = "") -> Opened:
    return lambda cast: cast.admin.get(f"/admin/groups/{cast.teachers}{end}")


def _maintenance(cast: Cast) -> TestResponse:
    """With a workflow that has failed."""
    link = cast.new_link(cast.item("Failed"))
    with database.writing() as db:
        deleting.delete_link(db, link.id, now=now())
        workflow = db.query(Workflow).filter_by(link_id=link.id).one()
        workflow.state = "failed"
        for step in workflow.steps[:1]:
            step.state, step.error = "failed", "OSError"
    return cast.admin.get("/admin/maintenance")


ADMINS = [
    Look("admin-overview", at("/")),
    Look("admin-modules", at("/modules")),
    Look("admin-modules-refused", _sent("/modules", do="rules", permits="x", default_clicks="x"), 422),
    Look("admin-modules-off", at("/modules/invitetomedia/off")),
    Look("admin-mediapage-off", at("/modules/mediapage/off")),
    Look("admin-users", at("/users")),
    Look("admin-users-found", at("/users?search=louise")),
    Look("admin-users-nobody-found", at("/users?search=nobody")),
    Look("admin-person-new", at("/users/new")),
    Look("admin-person-new-refused", _new_person_refused, 422),
    Look("admin-person", _person()),
    Look("admin-person-disabled", _disabled_person),
    Look("admin-person-oneself", _oneself),
    Look("admin-person-refused", _asked(do="details", name="", email="x"), 422),
    Look("admin-person-last-admin", _last_admin, 409),
    Look("admin-person-disable", _person("/off")),
    Look("admin-person-hand-over", _asked(do="hand_over")),
    Look("admin-person-hand-over-refused", _asked(do="hand_over", email="nobody@example.com"), 422),
    Look("admin-person-merge", _asked(do="merge")),
    Look("admin-person-demotion", _demotion),
    Look("admin-one-time-address", _asked(do="reset")),
    Look("admin-groups", at("/groups")),
    Look("admin-group", _group()),
    Look("admin-group-delete", _group("/delete")),
    Look("admin-maintenance", _maintenance),
    Look("admin-maintenance-failed", at("/maintenance?state=failed")),
    Look("admin-audit", at("/audit")),
    Look("admin-audit-of-item", at(f"/audit?item={FILM}")),
    Look("admin-audit-of-link", at("/audit?link=1")),
    Look("admin-audit-refused", at("/audit?email=nobody%40example.com"), 422),
    Look("admin-audit-nothing-found", at("/audit?item=999")),
    Look("admin-theming", at("/theming")),
    Look("admin-theming-refused", _sent("/theming", site_name="x" * 200, accent="red", privacy_url="x"), 422),
    Look("admin-erase", at("/erase")),
    Look("admin-erase-asks", _sent("/erase", email="dana@example.com")),
    Look("admin-erase-nobody", _sent("/erase", email="nobody@example.com"), 422),
    Look("admin-item-hand-over", _one_item_handed_over),
]
