"""Bytes on the owner's side are only for people who may watch the item (contract 2.45)."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import update

from models.media import collaborators
from models.plumbing import database
from models.tables import MediaItem, User
from tests.vocabulary.live import live, set_live
from tests.vocabulary.site import Guests, Site, now


def test_live_segments_are_sent_only_to_people_who_may_watch(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = live(site, owner)
    address = f"/media/{media_id}/live/a1.ts"
    dana = guest(site.link(media_id))
    dana.enter()
    clients = [site.signed_in(owner), site.signed_in(site.maker.user("admin")), site.signed_in(site.maker.user())]
    clients += [site.browser(), dana.client]
    assert [client.get(address).status_code for client in clients] == [200, 200, 404, 404, 404]


def clients_of(site: Site, media_id: int) -> dict[str, FlaskClient]:
    """People with an account who may watch this item, which every signed-in person may."""
    with database.writing() as db:
        db.execute(update(MediaItem).values(visibility="site"))
        owner = db.get_one(MediaItem, media_id).owner_id
    people = {role: site.maker.user(role) for role in ("viewer", "contributor", "admin")}
    people["collaborator"] = site.maker.user("viewer")
    with database.writing() as db:
        people["owner"] = db.get_one(User, owner)
        collaborators.add_collaborator(db, media_id, people["collaborator"].email, by=people["owner"])
    return {name: site.signed_in(person) for name, person in people.items()}


def test_before_the_start_only_owners_see_the_stream(site: Site) -> None:
    media_id = live(site)
    set_live(starts_at=now() + timedelta(hours=1))
    told = {}
    for name, client in clients_of(site, media_id).items():
        page, sign = client.get(f"/media/{media_id}").text, client.get(f"/media/{media_id}/now").json
        files = {client.get(f"/media/{media_id}/live/{file}").status_code for file in ("index.m3u8", "a1.ts")}
        assert sign is not None
        assert f'data-state="{sign["live"]}"' in page
        told[name] = sign["live"], files
    owners, others = ("live", {200}), ("upcoming", {404})
    assert told == {
        "viewer": others, "contributor": others, "admin": owners, "collaborator": owners, "owner": owners
    }  # fmt: skip


def test_after_the_start_people_who_may_only_watch_see_nothing_from_before_it(site: Site) -> None:
    media_id = live(site)
    set_live(starts_at=now() + timedelta(seconds=-1))
    clients = clients_of(site, media_id)
    found = {name: client.get(f"/media/{media_id}/live/a1.ts").status_code for name, client in clients.items()}
    assert found == {"viewer": 404, "contributor": 404, "admin": 200, "collaborator": 200, "owner": 200}
