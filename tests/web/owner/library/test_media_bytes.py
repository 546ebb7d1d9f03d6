"""Bytes on the owner's side are only for people who may watch the item (contract 2.45)."""

from tests.vocabulary.live import live
from tests.vocabulary.site import Guests, Site


def test_live_segments_are_sent_only_to_people_who_may_watch(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = live(site, owner)
    address = f"/media/{media_id}/live/a1.ts"
    dana = guest(site.link(media_id))
    dana.enter()
    clients = [site.signed_in(owner), site.signed_in(site.maker.user("admin")), site.signed_in(site.maker.user())]
    clients += [site.browser(), dana.client]
    assert [client.get(address).status_code for client in clients] == [200, 200, 404, 404, 404]
