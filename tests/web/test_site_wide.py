"""Whoever may only watch an item changes nothing of it: each route of an item, with forms or without (contract 2.8)."""

import io

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import AuditEntry, MediaCollaborator, MediaItem
from tests.vocabulary.piecewise import metadata, sender_in, token_of
from tests.vocabulary.protected import protected_rows
from tests.vocabulary.site import Site
from tests.web.matrix import MATRIX, ROLES, Cast, path_of
from tests.web.site_wide import SITE_WIDE, WRITES, Write

WATCHERS = ("viewer", "contributor")


def set_visibility(media_id: object, visibility: str) -> None:
    with database.writing() as db:
        db.get_one(MediaItem, media_id).visibility = visibility


def kept(values: dict[str, object]) -> list[object]:
    """What must stay as it is, and what the audit log says of the item."""
    with database.reading() as db:
        acts = db.scalars(select(AuditEntry.act).where(AuditEntry.media_id == values["media_id"]))
        return [*protected_rows(values), list(acts)]


def fields_of(site: Site, write: Write, values: dict[str, object]) -> dict[str, str]:
    with database.reading() as db:
        mine = MediaCollaborator.media_id == values["media_id"]
        named: dict[str, object] = {"collaborator_id": db.scalars(select(MediaCollaborator.id).where(mine)).one()}
    named |= {"email": site.maker.user().email}
    return {name: value.format(**values, **named) for name, value in write.fields.items()}


def test_every_route_of_an_item_is_listed(site: Site) -> None:
    of_items = {rule.endpoint for rule in site.app.url_map.iter_rules() if "media_id" in rule.arguments}
    assert set(SITE_WIDE) == {(endpoint, method) for endpoint, method in MATRIX if endpoint in of_items}
    assert all(len(row) == len(ROLES) for row in SITE_WIDE.values())


@pytest.mark.parametrize(("endpoint", "method"), SITE_WIDE, ids=[" ".join(key) for key in SITE_WIDE])
def test_a_site_wide_item_may_be_watched_by_signed_in_people_and_no_more(
    site: Site, cast: Cast, endpoint: str, method: str
) -> None:
    browsers, values = cast
    set_visibility(values["media_id"], "site")
    path, before = path_of(site, endpoint, values), kept(values)
    answers = {role: browsers[role].open(path, method=method).status_code for role in ROLES}
    assert answers == dict(zip(ROLES, SITE_WIDE[endpoint, method], strict=True))
    assert kept(values) == before


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_the_form_of_an_owner_does_nothing_when_somebody_else_sends_it(site: Site, cast: Cast, write: Write) -> None:
    browsers, values = cast
    if not write.has_access:
        site.turn_off(int(str(values["media_id"])))
    path = path_of(site, f"owner_{write.endpoint}", values)
    for visibility, refused in (("private", 404), ("site", 403)):
        set_visibility(values["media_id"], visibility)
        fields, before = fields_of(site, write, values), kept(values)
        for role in WATCHERS:
            form = fields | {"csrf_token": token_of(browsers[role])}
            answer = browsers[role].post(path, data=form)
            assert answer.status_code == (refused if write.refused == 403 else write.refused), (visibility, role)
            assert kept(values) == before, (visibility, role)
    # The same form of an admin does it, so what was refused was a form that works.
    assert browsers["admin"].post(path, data=fields | {"csrf_token": token_of(browsers["admin"])}).status_code == 303
    assert kept(values) != before


@pytest.mark.parametrize(("visibility", "refused"), [("private", 404), ("site", 403)])
def test_nobody_replaces_the_file_of_somebody_elses_item(
    site: Site, cast: Cast, clip: bytes, visibility: str, refused: int
) -> None:
    browsers, values = cast
    set_visibility(values["media_id"], visibility)
    before, path = kept(values), f"/media/new?replaces={values['media_id']}"
    named = metadata(filename="x.mp4", replaces=str(values["media_id"]))
    # A viewer may upload nothing at all.
    for role, expected in (("viewer", 403), ("contributor", refused)):
        form = {"csrf_token": token_of(browsers[role]), "file": (io.BytesIO(clip), "x.mp4")}
        assert browsers[role].post(path, data=form, buffered=True).status_code == expected, role
        assert sender_in(browsers[role]).create(10, "", Upload_Metadata=named).status == expected, role
        assert kept(values) == before, role
