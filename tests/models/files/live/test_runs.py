"""Encoders start again and again, and what is served goes on (contract 9.16, 9.17)."""

from pathlib import Path

import pytest

from tests.vocabulary.encoder import Encoder, stamp
from tests.vocabulary.live_looks import Player, forget_memory, sent
from tests.vocabulary.waiting import wait_until

STARTS = [(1, "seg{}.ts", True), (3, "dir 1/%{}.m4s", False), (3, "seg{}.ts", True), (0, "seg{}.ts", False)]


@pytest.mark.parametrize(("window", "pattern", "ends"), STARTS)
def test_a_session_survives_fifty_starts_of_its_encoder(folder: Path, window: int, pattern: str, *, ends: bool) -> None:
    encoder, player = Encoder(folder, window=window, pattern=pattern, age=1000), Player()
    for start in range(51):
        for _ in range(1 + start % 4):
            encoder.age -= 2.1
            encoder.write()
            player.read(sent())
            if start % 5 == 0:
                forget_memory()
        if ends:
            encoder.stop()
            player.read(sent())
        encoder.start_again()
    assert not player.broken
    assert sorted(player.seen) == list(range(sum(1 + start % 4 for start in range(51)))), "each segment has its number"
    assert max(breaks for _line, breaks in player.seen.values()) == 50
    assert "ENDLIST" not in sent()


def test_an_encoder_that_appends_or_counts_on_goes_on(folder: Path) -> None:
    player = Player()
    encoder = Encoder(folder, window=0, age=100)
    encoder.write(3, end=True)
    player.read(sent())
    encoder.write(2)
    player.read(sent())
    assert sorted(player.seen) == [0, 1, 2, 3, 4]
    assert {breaks for _line, breaks in player.seen.values()} == {0}
    # Its numbers are seconds since 1970 at each start.
    for first in (1_800_000_000, 1_800_000_100):
        encoder.first, encoder.age = first, encoder.age - 10
        encoder.start_again()
        encoder.write(2)
        player.read(sent())
    assert sorted(player.seen) == list(range(9))
    assert [player.seen[number][1] for number in (4, 5, 6, 7, 8)] == [0, 1, 1, 2, 2]
    assert not player.broken


def test_breaks_that_slide_out_are_counted_whether_the_encoder_counts_them_or_not(folder: Path) -> None:
    player = Player()
    lists = ["a", "ab", "b|c", "|cd", "de", "e|f"]
    for number, text in enumerate(lists):
        lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", f"#EXT-X-MEDIA-SEQUENCE:{(0, 0, 1, 2, 3, 4)[number]}"]
        for letter in text:
            lines += ["#EXT-X-DISCONTINUITY"] if letter == "|" else ["#EXTINF:2,", f"{letter}.ts"]
        stamp(folder / "index.m3u8", "\n".join([*lines, ""]), age=50 - number)
        player.read(sent())
    assert [breaks for _line, breaks in player.seen.values()] == [0, 0, 1, 1, 1, 2]
    assert not player.broken


def test_a_playlist_that_is_half_written_starts_no_run(folder: Path) -> None:
    encoder = Encoder(folder)
    encoder.write(5)
    whole = sent()
    text = (folder / "index.m3u8").read_text()
    for half in ("", "#EXTM3U\n", text[: text.index("seg3")], "\n".join(text.splitlines()[:-2]), "<html>"):
        stamp(folder / "index.m3u8", half, age=0)
        assert sent() == whole
    stamp(folder / "index.m3u8", text, age=0)
    encoder.write()
    assert "seg5.ts\n" in sent()
    assert "run" not in sent()


VARIANTS = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n"


@pytest.mark.parametrize("restarts", [False, True])
def test_a_list_of_segments_may_become_a_list_of_playlists_and_the_other_way(folder: Path, *, restarts: bool) -> None:
    encoder, player = Encoder(folder, age=100), Player()
    for _ in range(2):
        encoder.playlist, encoder.age = "index.m3u8", encoder.age - 20
        encoder.write(3)
        player.read(sent())
        encoder.playlist = "low.m3u8"
        encoder.write()
        stamp(folder / "index.m3u8", VARIANTS, encoder.age - 10)
        if restarts:
            forget_memory()
        assert sent() == VARIANTS
        assert "seg3.ts" in sent("low.m3u8")
        encoder.numbers = []
    assert not player.broken
    assert len(player.seen) == 6


def test_a_new_run_is_believed_when_it_has_stood_for_half_a_second(folder: Path) -> None:
    encoder = Encoder(folder)
    encoder.write(5)
    before = sent()
    encoder.start_again()
    encoder.age = 0
    encoder.write()
    assert sent() == before
    wait_until("it is believed", lambda: "seg0.ts?run=1" in sent())
    assert "#EXT-X-MEDIA-SEQUENCE:5\n#EXT-X-DISCONTINUITY\n" in sent()
