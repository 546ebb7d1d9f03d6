"""My media has a second part: what others share with everybody here."""

from models.plumbing import database
from models.tables import MediaItem
from tests.vocabulary.site import Site


def test_a_site_wide_item_is_found_by_everybody_who_is_signed_in(site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    viewing, owning = site.signed_in(site.maker.user("viewer")), site.signed_in(owner)
    assert "Shared with everybody here" not in viewing.get("/media").text
    with database.writing() as db:
        db.get_one(MediaItem, media_id).visibility = "site"
    page = viewing.get("/media").text
    assert "Shared with everybody here" in page
    assert f'href="/media/{media_id}"' in page
    assert "Louise Smith" in page
    assert "Shared with everybody here" not in owning.get("/media").text


def test_an_admin_is_told_whose_an_item_is_and_nobody_of_their_own(site: Site) -> None:
    owner = site.maker.user()
    site.media(owner)
    whose = f"By <bdi>{owner.name}</bdi>"
    assert whose in site.signed_in(site.maker.user("admin")).get("/media").text
    assert whose not in site.signed_in(owner).get("/media").text
