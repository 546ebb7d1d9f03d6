"""The second part of My media: what others share with everybody on the site (contract 4.1)."""

from models.plumbing import database
from models.tables import MediaItem
from tests.vocabulary.site import Site


def test_a_site_wide_item_is_listed_for_everybody_who_is_signed_in(site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    viewing, owning = site.signed_in(site.maker.user("viewer")), site.signed_in(owner)
    assert "Shared with everyone on this site" not in viewing.get("/media").text
    with database.writing() as db:
        db.get_one(MediaItem, media_id).visibility = "site"
    page = viewing.get("/media").text
    assert "Shared with everyone on this site" in page
    assert f'href="/media/{media_id}"' in page
    assert "Louise Smith" in page
    assert "Shared with everyone on this site" not in owning.get("/media").text


def test_an_admin_sees_who_owns_an_item_and_owners_do_not(site: Site) -> None:
    owner = site.maker.user()
    site.media(owner)
    whose = f'By <bdi translate="no">{owner.name}</bdi>'
    assert whose in site.signed_in(site.maker.user("admin")).get("/media").text
    assert whose not in site.signed_in(owner).get("/media").text
