"""An upload in pieces that has come whole becomes one item (contract 8.44, 8.48)."""

from itertools import pairwise
from threading import BoundedSemaphore

import pytest
from flask.testing import FlaskClient

from models.recordings import child, refusals
from tests.vocabulary.pages import heading
from tests.vocabulary.piecewise import Sender, kept, metadata
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import left_over


def test_a_film_in_three_pieces_becomes_an_item_by_itself(
    site: Site, owner_client: FlaskClient, sender: Sender, clip: bytes
) -> None:
    upload = sender.begin(len(clip), "My film")
    cuts = [0, 1000, len(clip) - 1, len(clip)]
    for start, end in pairwise(cuts):
        assert sender.state(upload).offset == start
        told = sender.patch(upload, clip[start:end], start)
        assert (told.status, told.offset, told.text) == (204, end, "")
        assert (told.item is not None) == (end == len(clip))
    assert told.item is not None
    assert heading(owner_client.get(told.item).text) == "My film"
    assert owner_client.get(f"{told.item}/video").data == clip
    assert site.state()["media_item"] == 1
    assert [name.split("-")[0] for name in kept()] == ["added"]


def test_what_no_browser_plays_is_refused_in_words_and_nothing_stays(site: Site, sender: Sender) -> None:
    upload = sender.begin(50)
    told = sender.patch(upload, b"x" * 50)
    assert (told.status, told.headers["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert told.text.strip() in refusals.SENTENCES
    assert (site.state()["media_item"], left_over()) == (0, [])
    assert sender.state(upload).status == 404


def test_a_repeat_of_the_last_piece_makes_no_second_item(site: Site, sender: Sender, clip: bytes) -> None:
    """The answer to it was lost."""
    upload = sender.begin(len(clip))
    sender.patch(upload, clip[:1000])
    first = sender.patch(upload, clip[1000:], 1000)
    for offset in (1000, len(clip) - 1):
        for coding in (None, "chunked"):
            again = sender.patch(upload, clip[offset:], offset, Transfer_Encoding=coding)
            assert (again.status, again.offset, again.item) == (204, len(clip), first.item)
    assert (sender.state(upload).offset, sender.state(upload).item) == (len(clip), first.item)
    assert sender.patch(upload, clip[1000:2000], 1000).status == 409
    assert sender.patch(upload, b"x", len(clip) + 1, Transfer_Encoding="chunked").status == 409
    assert site.state()["media_item"] == 1


def test_a_whole_upload_lacks_its_last_byte_until_it_is_an_item(
    site: Site, sender: Sender, clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any client then sends that byte again, and learns what became of the upload."""
    upload = sender.begin(len(clip))
    with monkeypatch.context() as patches:
        patches.setattr(child, "WAIT_SECONDS", 0)
        patches.setattr(child, "_turns", BoundedSemaphore(1))
        with child._turns:
            told = sender.patch(upload, clip)
    assert (told.status, site.state()["media_item"]) == (503, 0)
    assert "Many files are being checked right now" in told.text
    assert sender.state(upload).offset == len(clip) - 1
    told = sender.patch(upload, clip[-1:], len(clip) - 1)
    assert (told.status, told.offset, told.item) == (204, len(clip), "/media/1")


def test_a_title_that_was_typed_comes_before_the_name_of_the_file(
    owner_client: FlaskClient, sender: Sender, clip: bytes
) -> None:
    upload = sender.create(len(clip), Upload_Metadata=metadata(title=" Typed ", filename="x.mp4")).headers["Location"]
    item = sender.patch(upload, clip).item
    assert item is not None
    assert heading(owner_client.get(item).text) == "Typed"
