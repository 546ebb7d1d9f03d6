"""What of a live session's folder is sent, and how (contract 9.4, 9.9)."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest

from models.files.live import looking
from models.files.live.names import content_type
from tests.vocabulary.encoder import Encoder, stamp
from tests.vocabulary.live import PLAYLIST, folder, set_live
from tests.vocabulary.site import Guest, Site, now
from tests.vocabulary.waiting import wait_until


def test_a_live_visit_is_sent_playlist_and_segments(live_guest: Guest) -> None:
    visit = live_guest.watch()
    playlist = live_guest.client.get(f"{visit}/live/index.m3u8", headers={"If-None-Match": "*", "Range": "bytes=0-1"})
    assert (playlist.status_code, playlist.text) == (200, PLAYLIST)
    assert playlist.headers["Cache-Control"] == "no-store"
    assert playlist.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    segment = live_guest.client.get(f"{visit}/live/a1.ts", headers={"Range": "bytes=2-4"})
    assert (segment.status_code, segment.data) == (206, b"234")
    assert segment.headers["Content-Type"] == "video/mp2t"
    head = live_guest.client.head(f"{visit}/live/a1.ts")
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", "10")


# Names, and how a playlist writes them.
NAMES = {"a.m4s": "a.m4s", "hd/שידור חי.ts": "hd/שידור חי.ts", "100%.aac": "100%.aac", "a?b#c.ts": "a?b#c.ts"}
NAMES |= {"seg 1": "seg%201", "quote\"s'.mp4": "quote\"s'.mp4", "a%20b.ts": "a%20b.ts", ".a": ".a"}


@pytest.mark.parametrize(("name", "written"), NAMES.items())
def test_a_segment_of_any_name_is_sent_where_the_playlist_leads(live_guest: Guest, name: str, written: str) -> None:
    stamp(folder() / name, name)
    stamp(folder() / "index.m3u8", f"#EXTM3U\n#EXTINF:2,\n{written}\n")
    address = f"{live_guest.watch()}/live/index.m3u8"
    text = live_guest.client.get(address).text
    segment = live_guest.client.get(urljoin(address, text.splitlines()[-1]))
    assert (segment.status_code, segment.text) == (200, name)
    assert segment.headers["Content-Type"].partition(";")[0] == content_type(name)
    assert segment.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in segment.headers["Content-Security-Policy"]


def test_a_playlist_that_is_just_being_written_does_not_lead_to_itself(live_guest: Guest) -> None:
    address = f"{live_guest.watch()}/live/index.m3u8"
    assert live_guest.client.get(address).status_code == 200
    stamp(folder() / "index.m3u8", "#EXTM3U\n")
    looking._streams.clear()
    assert live_guest.client.get(address).status_code == 404


def test_a_playlist_in_a_folder_below_leads_to_what_lies_beside_it(site: Site, live_guest: Guest) -> None:
    """The page was opened before there was a stream, so it asks for the most usual name."""
    for path in folder().iterdir():
        path.unlink()
    looking._streams.clear()
    visit = live_guest.watch()
    assert live_guest.client.get(f"{visit}/live/index.m3u8").status_code == 404
    encoder = Encoder(folder(), playlist="hd 1/show.m3u8")
    encoder.write()
    # All names are looked through every two seconds.
    wait_until("it is found", lambda: live_guest.client.get(f"{visit}/live/index.m3u8").status_code != 404)
    led = live_guest.client.get(f"{visit}/live/index.m3u8")
    assert (led.status_code, led.headers["Cache-Control"]) == (302, "no-store")
    address = urljoin(f"{visit}/live/index.m3u8", led.headers["Location"])
    segment = live_guest.client.get(address).text.splitlines()[-1]
    assert live_guest.client.get(urljoin(address, segment)).text == "start 1 segment 0"
    assert "/live/hd%201/show.m3u8" in live_guest.client.get(live_guest.address).text


@pytest.mark.parametrize("names", [("20-01-02.m3u8", "20 05.m3u8"), ("a 1/index.m3u8", "b/index.m3u8")])
def test_a_player_is_led_to_what_the_encoder_calls_its_playlist_by_now(
    live_guest: Guest, names: tuple[str, str]
) -> None:
    board = folder()
    for path in board.iterdir():
        path.unlink()
    looking._streams.clear()
    address, numbers = f"{live_guest.watch()}/live/{quote(names[0])}", []
    for age, name in zip((60, 1), names, strict=True):
        Encoder(board, playlist=name, age=age).write(2)
        looking._streams.clear()
        led = urljoin(address, live_guest.client.get(address).headers.get("Location", ""))
        text = live_guest.client.get(led).text
        numbers.append(re.findall(r"SEQUENCE:(\d+)", text))
        segment = urljoin(led, text.splitlines()[-1])
        assert live_guest.client.get(segment).text == "start 1 segment 1"
    assert live_guest.client.get(address).status_code == 302
    assert [number for number, *_breaks in numbers] == ["1", "3"], "they go on"


def test_a_page_names_the_playlist_that_there_is_now(live_guest: Guest) -> None:
    """A page that is kept for all guests must not keep the address of a playlist that has another name by now."""
    (folder() / "index.m3u8").rename(folder() / "test.m3u8")
    looking._streams.clear()
    page = live_guest.client.get(live_guest.address).text
    assert (page.count("/live/test.m3u8"), page.count("/live/index.m3u8")) == (2, 1), (
        "an open page can ask for the usual name"
    )
    stamp(folder() / "index.m3u8", PLAYLIST)
    looking._streams.clear()
    page = live_guest.client.get(live_guest.address).text
    assert ("/live/test.m3u8" in page, page.count("/live/index.m3u8")) == (False, 3)


SEGMENTS = "#EXTINF:2,\n#EXT-X-BYTERANGE:4@0\na1.ts\n#EXTINF:2,\n#EXT-X-BYTERANGE:4@4\na1.ts\n"
PARTS = '#EXTINF:2,\na0.ts\n#EXT-X-PART:DURATION=1,URI="a1.ts",BYTERANGE="4@0"\n'
PARTS += '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="a1.ts",BYTERANGE-START=4\n'


@pytest.mark.parametrize("named", [SEGMENTS, PARTS])
def test_a_part_of_a_file_that_grows_is_kept_by_no_browser(live_guest: Guest, named: str) -> None:
    """It would ask for the next part by `If-Range`, and be sent the whole file."""
    stamp(folder() / "index.m3u8", f"#EXTM3U\n{named}")
    part = live_guest.client.get(f"{live_guest.watch()}/live/a1.ts", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data, part.headers["Cache-Control"]) == (206, b"4567", "no-store")
    assert "ETag" not in part.headers


def test_what_was_streamed_before_the_start_is_not_sent_of_a_file_that_grows(live_guest: Guest) -> None:
    named = "".join(f"#EXTINF:2,\n#EXT-X-BYTERANGE:2@{2 * number}\na1.ts\n" for number in range(5))
    stamp(folder() / "index.m3u8", f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n{named}")
    stamp(folder() / "a1.ts", "0123456789")
    visit = live_guest.watch()
    set_live(starts_at=now() - timedelta(seconds=6))
    for asked, status in (("bytes=6-7", 206), ("bytes=6-", 206), ("bytes=5-7", 404), ("bytes=0-1", 404), (None, 404)):
        headers = {"Range": asked} if asked else {}
        assert live_guest.client.get(f"{visit}/live/a1.ts", headers=headers).status_code == status, asked


def test_only_what_the_playlist_names_is_sent(site: Site, live_guest: Guest) -> None:
    visit, owner = live_guest.watch(), site.signed_in(site.maker.user("admin"))
    for name in ("b1.ts", "notes.txt", "other.m3u8", ".runs/1.json"):
        stamp(folder() / name, PLAYLIST)
    for name in ("b1.ts", "notes.txt", "other.m3u8", ".runs/1.json", "../.runs/1.json", "%2e%2e/.runs/1.json"):
        for client, base in ((live_guest.client, visit), (owner, "/media/1")):
            assert client.get(f"{base}/live/{name}").status_code == 404


def test_an_address_of_an_earlier_run_does_not_get_the_bytes_of_the_next_one(live_guest: Guest) -> None:
    visit = live_guest.watch()
    encoder = Encoder(folder(), age=100)
    for run in (0, 1):
        encoder.write(2)
        text = live_guest.client.get(f"{visit}/live/index.m3u8").text
        address = f"{visit}/live/{text.splitlines()[-1]}"
        assert live_guest.client.get(address).text == f"start {run + 1} segment 1"
        if run:
            assert live_guest.client.get(re.sub(r"run=\d+", "run=99", address)).status_code == 404
        encoder.start_again()
        encoder.age -= 20


def test_waiting_for_a_segment_of_low_latency_is_answered_at_once(live_guest: Guest) -> None:
    query = "_HLS_msn=99&_HLS_part=3&_HLS_skip=YES"
    assert live_guest.client.get(f"{live_guest.watch()}/live/index.m3u8?{query}").text == PLAYLIST


HOSTILE = ["../../secret_key", "..%2f..%2fsecret_key", "%2e%2e/a1.ts", ".hidden.ts", "a1.ts%00", "a1.ts%0a", "key.txt"]


@pytest.mark.parametrize("name", [*HOSTILE, "a1.ts/", "%ff.ts", "a" * 5000 + ".ts", "x/a1.ts", "link.ts", ""])
def test_no_name_leads_out_of_the_folder(site: Site, live_guest: Guest, tmp_path: Path, name: str) -> None:
    visit = live_guest.watch()
    (tmp_path / "secret.ts").write_text("not for guests")
    (folder() / "link.ts").symlink_to(tmp_path / "secret.ts")
    (folder() / "key.txt").write_text("not for guests")
    for client, base in ((live_guest.client, visit), (site.signed_in(site.maker.user("admin")), "/media/1")):
        answer = client.get(f"{base}/live/{name}")
        assert answer.status_code in {303, 308, 404}
        assert "not for guests" not in answer.text
