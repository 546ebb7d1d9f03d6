"""An address of a folder shows no list of its files (docs/security.md, 13.4.3)."""

import pytest

from tests.vocabulary.site import Site

FOLDERS = ["/static", "/static/", "/static/vendor", "/static/vendor/", "/static/compressed/", "/static/../", "/live/"]
FOLDERS += ["/media/arriving/", "/internal/media/", "/internal/live/", "/secrets/", "/.git/", "/var/"]


@pytest.mark.parametrize("path", FOLDERS)
def test_the_address_of_a_folder_lists_nothing(site: Site, path: str) -> None:
    """Asked by an admin, to whom no page is closed."""
    admin = site.signed_in(site.maker.user("admin"))
    site.media()
    answer = admin.get(path)
    assert answer.status_code == 404
    assert ".mp4" not in answer.text
