"""A browser takes no media file for a page, whatever is in it: each has its type, and may run nothing."""

import pytest

from tests.vocabulary.site import CAPTIONS, Guests, Site

FILES = {"video": "video/mp4", "poster": "image/jpeg", "captions/en": "text/vtt; charset=utf-8"}


@pytest.mark.parametrize(("file", "content_type"), FILES.items())
@pytest.mark.parametrize("side", ["guest", "owner"])
def test_media_have_their_type_and_are_sandboxed(
    site: Site, guest: Guests, file: str, content_type: str, side: str
) -> None:
    owner = site.maker.user()
    media_id = site.media(owner, content=b"<script>alert(1)</script>")
    site.captions(media_id, content=CAPTIONS)
    dana = guest(site.link(media_id))
    dana.enter()
    client, place = (dana.client, dana.watch()) if side == "guest" else (site.signed_in(owner), f"/media/{media_id}")
    for method in ("GET", "HEAD"):
        answer = client.open(f"{place}/{file}", method=method)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == content_type
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
