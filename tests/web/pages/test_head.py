"""HEAD of a page with a form is answered like GET: no form was sent, so none is judged."""

import pytest

from tests.vocabulary.site import Site


@pytest.mark.parametrize("path", ["/login", "/media/new", "/media/new-live", "/media/new-room", "/admin/users/new"])
def test_head_is_answered_like_get(site: Site, path: str, caplog: pytest.LogCaptureFixture) -> None:
    client = site.browser() if path == "/login" else site.signed_in(site.maker.user("admin"))
    assert client.get(path).status_code == client.head(path).status_code == 200
    assert "refused" not in caplog.text
