"""What an owner reads while a live session waits for its encoder (contract 9.24)."""

import re

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from models.config.settings import settings
from tests.vocabulary.encoder import Encoder, stamp
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site

REMARK = re.compile(r'<p class="remark"(?: data-when="upcoming")?( hidden)?>(.+?)</p>', re.DOTALL)


def add(client: FlaskClient, **typed: str) -> str:
    """Add a live session by the form. Returns its address."""
    form = inputs(client.get("/media/new-live").text)
    answer = client.post("/media/new-live", data=form | {"title": "L", "folder": "hall 1"} | typed)
    assert answer.status_code == 303
    return str(answer.location)


def told(client: FlaskClient, address: str) -> str | None:
    """None if the page has no such words, or hides them."""
    found = REMARK.search(client.get(address).text)
    return re.sub(r"<[^>]+>", "", found[2]) if found and not found[1] else None


@pytest.mark.parametrize(("name", "words"), [("", "to write a playlist into"), ("hd/a.m3u8", "to write hd/a.m3u8 in")])
def test_an_owner_reads_what_is_waited_for_until_the_encoder_writes_again(
    owner_client: FlaskClient, name: str, words: str
) -> None:
    """The folder holds a playlist when the session is made: of an encoder that has stopped, or of one that runs."""
    encoder = Encoder(settings().live_folder / "hall 1", playlist=name or "index.m3u8", age=2.0)
    encoder.write(3)
    address = add(owner_client, playlist_name=name)
    said = told(owner_client, address)
    assert said is not None
    assert f"This page waits for your encoder {words} the folder hall 1." in said
    assert owner_client.get(f"{address}/now").json["live"] == "upcoming"  # type: ignore[index]
    encoder.age = 0
    encoder.write(1)
    assert owner_client.get(f"{address}/now").json["live"] == "live"  # type: ignore[index]
    assert told(owner_client, address) is None


OUTSIDE = ["/out/a1.ts", "../a1.ts", "https://e.org/a1.ts", "C:\\live\\a1.ts"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_an_owner_reads_that_the_names_in_a_playlist_lead_out_of_its_folder(
    owner_client: FlaskClient, name: str
) -> None:
    """As where the folder is mounted under another path in the encoder's container."""
    address = add(owner_client)
    folder = settings().live_folder / "hall 1"
    stamp(folder / "a1.ts", "x")
    stamp(folder / "index.m3u8", f"#EXTM3U\n#EXTINF:2,\n{name}\n")
    said = told(owner_client, address)
    assert said is not None
    assert f"but {escape(name)} in its playlist leads out of it" in said
    assert "waits for your encoder" not in said
    assert owner_client.get(f"{address}/now").json["live"] == "upcoming"  # type: ignore[index]
    stamp(folder / "index.m3u8", f"#EXTM3U\n#EXTINF:2,\n{name}\n#EXTINF:2,\na1.ts\n")
    assert owner_client.get(f"{address}/now").json["live"] == "live"  # type: ignore[index]


SEGMENTS = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na1.ts\n"


def test_an_owner_reads_that_it_is_not_clear_which_playlist_is_meant(owner_client: FlaskClient) -> None:
    address = add(owner_client)
    for name in ("cam1.m3u8", "cam2.m3u8"):
        stamp(settings().live_folder / "hall 1" / name, SEGMENTS)
    said = told(owner_client, address)
    assert said is not None
    assert "Several playlists are being written in the folder hall 1: cam1.m3u8, cam2.m3u8." in said


def test_an_owner_reads_which_file_cannot_be_read_although_the_stream_is_live(owner_client: FlaskClient) -> None:
    address = add(owner_client)
    folder = settings().live_folder / "hall 1"
    stamp(folder / "store" / "a1.ts", "x")
    (folder / "a1.ts").symlink_to("store/a1.ts")
    stamp(folder / "index.m3u8", SEGMENTS)
    said = told(owner_client, address)
    assert said is not None
    assert "no right to read a1.ts in the folder hall 1, or it is a link" in said


def test_guests_and_the_preview_do_not_read_it(owner_client: FlaskClient, site: Site) -> None:
    address = add(owner_client)
    assert told(owner_client, address) is not None
    assert told(owner_client, f"{address}/preview") is None
