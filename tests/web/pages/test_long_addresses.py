"""A redirect that would repeat a very long address is refused: nginx takes so large an answer for a failure."""

import pytest

from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from web.pages.errors import LONGEST_REDIRECT


@pytest.mark.parametrize(
    "path", ["/media?" + "a" * 20_000, "/static//" + "a" * 20_000, "/admin/users?" + "%c3%a9" * 3000]
)
def test_a_redirect_that_repeats_a_long_address_is_414(site: Site, path: str) -> None:
    answer = site.browser().get(path)
    assert (answer.status_code, "Location" in answer.headers) == (414, False)
    assert "This address is too long" in answer.text
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_going_back_after_a_choice_of_language_is_bounded_too(site: Site) -> None:
    client = site.browser()
    form = inputs(client.get("/login").text)
    long, short = ({**form, "language": "es", "back": "/" + "a" * size} for size in (LONGEST_REDIRECT, 100))
    assert client.post("/language", data=long).status_code == 414
    assert client.post("/language", data=short).status_code == 303
