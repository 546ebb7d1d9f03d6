"""The demo's film and stream: chapters of colour, with music, and captions that fit."""

import itertools
import re
from pathlib import Path

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from models.recordings import inspecting
from models.recordings.judging import judge
from web.cli.demo import captions, stream
from web.cli.demo.film import DAY, make_film, make_music

Colour = tuple[float, ...]
TIME = re.compile(r"00:(\d\d\.\d{3}) --> 00:(\d\d\.\d{3})")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("film") / "film.mp4"
    make_film(target)
    return target


def colour_of(picture: Image.Image) -> Colour:
    return tuple(ImageStat.Stat(picture).mean)


def difference(one: Image.Image, other: Image.Image) -> float:
    return sum(colour_of(ImageChops.difference(one, other)))


def test_every_browser_plays_film_and_music_as_they_are(film: Path, tmp_path: Path) -> None:
    music = tmp_path / "music.m4a"
    make_music(music, film)
    for path, has_picture in ((film, True), (music, False)):
        found = inspecting.inspect(path)
        assert judge(found).is_playable
        assert (found.picture is not None) is has_picture
        assert found.sound is not None
        assert found.duration == pytest.approx(DAY.seconds, abs=0.1)


def test_each_time_of_day_has_its_own_colours(film: Path) -> None:
    with av.open(str(film)) as container:
        pictures = [frame.to_image() for frame in container.decode(video=0)]
    middle = [pictures[(2 * number + 1) * DAY.part * DAY.rate // 2] for number in range(4)]
    dawn, noon, dusk, night = (colour_of(picture) for picture in middle)
    assert noon[0] == min(noon), "blue and green"
    assert dusk[0] == max(dusk), "red"
    assert dawn[0] > dawn[1] < dawn[2], "violet"
    assert night[2] == max(night), "blue"
    assert sum(night) < min(sum(dawn), sum(noon), sum(dusk)) / 2
    # It moves, and slowly.
    steps = [difference(*pair) for pair in itertools.pairwise(pictures[10:100])]
    assert 0 < min(steps) < max(steps) < 12


def test_the_music_is_quiet_and_never_stops(film: Path) -> None:
    with av.open(str(film)) as container:
        loudest = [max(memoryview(frame.planes[0]).cast("f")) for frame in container.decode(audio=0)]
    assert max(loudest) < 0.6
    assert min(loudest[20:-60]) > 0.01


@pytest.mark.parametrize("language", captions.SENTENCES)
def test_the_captions_end_with_the_film_and_do_not_overlap(language: str) -> None:
    cues = [(float(begins), float(ends)) for begins, ends in TIME.findall(captions.webvtt(language).decode())]
    assert len(cues) == 8
    times = [time for cue in cues for time in cue]
    assert times == sorted(times)
    assert DAY.seconds - 2 < times[-1] < DAY.seconds


def test_the_stream_goes_on_where_a_day_ends() -> None:
    """A guest sees no jump when the pictures begin anew."""
    days = itertools.chain(stream.DAY.frames(), stream.DAY.frames())
    pictures = [frame.to_image() for frame in days]
    assert len(pictures) == 2 * stream.DAY.seconds * stream.DAY.rate
    steps = [difference(*pair) for pair in itertools.pairwise(pictures)]
    # As while one time of day becomes the next.
    assert steps[len(pictures) // 2 - 1] < 1.5 * max(steps[: len(pictures) // 2 - 1])
