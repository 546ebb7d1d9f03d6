"""With GUESTLINK_ACCEL, nginx sends the range that the web has chosen (contract 2.46, 8.10)."""

import pytest

from models.config.settings import settings
from tests.vocabulary.site import Guests, Site
from tests.web.media.conftest import CONTENT, SIZE, Get
from web.media.ranges import LARGEST_PART


@pytest.fixture(autouse=True)
def _accel(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_ACCEL", "on")
    settings.cache_clear()


def test_the_web_only_names_the_file(get: Get) -> None:
    answer = get(Range="bytes=5-9999999")
    assert (answer.status_code, answer.data) == (206, b"")
    assert answer.headers["X-Sent-Range"] == f"bytes=5-{LARGEST_PART + 4}"
    folder, _, name = answer.headers["X-Accel-Redirect"].rpartition("/")
    assert folder == "/internal/media"
    assert (settings().media_folder / name).read_bytes() == CONTENT
    assert answer.headers["ETag"] == f'"{name.partition(".")[0]}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("method", "size"), [("GET", SIZE), ("GET", LARGEST_PART), ("HEAD", SIZE)])
def test_nginx_sends_a_guest_no_more_than_7_mib_without_asking_again(
    site: Site, guest: Guests, method: str, size: int
) -> None:
    owner = site.maker.user()
    media_id = site.media(owner, content=CONTENT[:size])
    dana = guest(site.link(media_id))
    dana.enter()
    answer = dana.client.open(f"{dana.watch()}/video", method=method)
    is_by_web = (method, size) == ("GET", SIZE)
    assert ("X-Accel-Redirect" in answer.headers) == (not is_by_web)
    assert answer.headers.get("X-Accel-Buffering") == ("no" if is_by_web else None)
    assert answer.data == (CONTENT if is_by_web else b"")
    of_owner = site.signed_in(owner).open(f"/media/{media_id}/video", method=method)
    assert "X-Accel-Redirect" in of_owner.headers
