"""The page of an item's guests (contract 4.12, 4.48)."""

import pytest

from models.plumbing import paging
from tests.vocabulary.pages import heading
from tests.vocabulary.site import Guests, Site

BAD_PAGES = ("0", "-1", "2", "x", "", "1.0", "\u0663", "%00", "9" * 30, "+1", " 1")


def test_the_list_shows_each_guest_and_marks_a_deleted_link(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    link = site.link(media_id)
    client = site.signed_in(owner)
    assert "No one has entered yet" in client.get(f"/media/{media_id}/guests").text
    dana = guest(link)
    dana.send(dana.form(), name="<b>Dana</b>", email="dana@example.com")
    page = client.get(f"/media/{media_id}/guests").text
    assert heading(page) == "Guests"
    assert '<span class="count" data-totals>1 guest</span>' in page
    assert '<bdi translate="no">&lt;b&gt;Dana&lt;/b&gt;</bdi>' in page
    assert "dana@example.com" in page
    assert "Deleted" not in page
    site.delete_link(link)
    assert "Deleted" in client.get(f"/media/{media_id}/guests").text


def test_the_pages_of_the_list_link_to_each_other(site: Site, guest: Guests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 1)
    owner = site.maker.user()
    link = site.link(site.media(owner))
    for _ in range(2):
        guest(link).enter()
    client, address = site.signed_in(owner), f"/media/{link.media_id}/guests"
    first, last = client.get(address).text, client.get(f"{address}?page=2").text
    assert f'href="{address}?page=2"' in first
    assert f'href="{address}?page=1"' in last
    assert "Page 2 of 2" in last
    assert client.get(f"{address}?page=3").status_code == 404


@pytest.mark.parametrize("page", BAD_PAGES)
def test_an_impossible_page_number_is_not_found(site: Site, page: str) -> None:
    owner = site.maker.user()
    assert site.signed_in(owner).get(f"/media/{site.media(owner)}/guests?page={page}").status_code == 404


def test_the_menu_and_the_window_link_to_the_list(site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    for page in ("", "/guest-access"):
        assert f'href="/media/{media_id}/guests"' in site.signed_in(owner).get(f"/media/{media_id}{page}").text


def test_the_numbers_are_those_of_all_guests_whatever_is_shown(site: Site, guest: Guests) -> None:
    """The script of the page goes by them (guests.js)."""
    owner = site.maker.user()
    media_id = site.media(owner)
    client = site.signed_in(owner)
    assert 'data-entered="0"' in client.get(f"/media/{media_id}/guests").text
    link, sibling = site.link(media_id), site.link(media_id)
    for each in (link, link, sibling):
        dana = guest(each)
        dana.enter()
        dana.watch()
    of_link = f"/media/{media_id}/guest-access/links/{link.id}/guests"
    for address, words, number in ((f"/media/{media_id}/guests", "3 guests", 3), (of_link, "2 guests", 2)):
        for asked in ("", "?q=nobody", "?status=removed", "?sort=name"):
            page = client.get(f"{address}{asked}").text
            assert f"data-totals>{words} · {number} here now</span>" in page, asked
            assert f'data-entered="{number}"' in page, asked
            assert f'<a class="target" href="{address}">Show</a>' in page, asked
