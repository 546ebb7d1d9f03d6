"""A film of ten minutes and hundreds of megabytes, added by the upload form and by the command line, and watched.

GUESTLINK_PROOF_SCALE scales its length: in CI it is one minute and about 35 MB long.
"""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.proofs.scale import SCALE
from tests.vocabulary.clips import make_clip
from tests.vocabulary.own_video import Person, share
from tests.vocabulary.screen import OpenScreen, Screen

SECONDS = round(600 * SCALE)
MINUTES = 60_000

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("film") / "film.mp4"
    make_clip(target, seconds=SECONDS, width=1280, height=720, bit_rate=4_500_000)
    assert target.stat().st_size > 500_000 * SECONDS
    return target


def watch_in_several_places(guest: Screen, link: str) -> None:
    """The beginning, the end, the middle, and once more after a reload."""
    guest.enter(link, "Ada")
    for place in (0.0, 0.97, 0.5, 0.1):
        guest.play(at=place)
    assert abs(guest.page.locator("video").evaluate("video => video.duration") - SECONDS) < 1
    guest.page.reload()
    guest.play(at=0.9)


def test_a_long_film_is_uploaded_in_the_browser_and_watched(
    owner: Screen, person: Person, film: Path, open_screen: OpenScreen
) -> None:
    owner.page.goto(f"{person.address}/media/new")
    owner.page.get_by_label("Title").fill("A long film")
    owner.page.get_by_label("Video or audio file").set_input_files(film)
    owner.page.get_by_role("button", name="Upload").click()
    expect(owner.heading).to_have_text("A long film", timeout=5 * MINUTES)
    owner.play(at=0.6)
    watch_in_several_places(open_screen(), share(person.tree, int(owner.page.url.rpartition("/")[2])))


def test_a_long_film_is_added_by_the_command_line_and_watched(
    person: Person, film: Path, open_screen: OpenScreen
) -> None:
    def stored() -> set[Path]:
        return {file for file in media.iterdir() if file.stat().st_size == film.stat().st_size}

    media = person.tree.data / "media"
    before = stored()
    media_id = person.add("A long film", "add", str(film))
    watch_in_several_places(open_screen(), share(person.tree, media_id))
    assert len(stored() - before) == 1
