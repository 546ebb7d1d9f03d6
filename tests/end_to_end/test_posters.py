"""Choosing a frame as the poster while nothing but the original of a video is there (contract 8.64)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from models.plumbing import database
from models.tables import MediaFile
from models.tables.media_file import FileRole
from tests.end_to_end.axe import violations
from tests.vocabulary.long_film import write_long_film
from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import PHONE, OpenScreen, Screen

pytestmark = pytest.mark.long

HAS_PICTURE = "() => document.querySelector('.frame video').videoWidth > 0"


@pytest.fixture
def original(video: OwnVideo) -> Path:
    """Of the video, of which nothing has been made yet."""
    playable = MediaFile.media_id == video.id, MediaFile.role == FileRole.PLAYABLE
    with database.writing(video.owner.tree.engine) as db:
        [name] = db.scalars(select(MediaFile.stored_name).where(*playable))
        db.execute(update(MediaFile).where(*playable).values(role=FileRole.ORIGINAL, content_type="video/quicktime"))
    return video.owner.tree.data / "media" / name


def edit_page(owner: Screen, video: OwnVideo) -> None:
    owner.sign_in(video.owner)
    owner.page.goto(f"{video.page}/edit")


def test_the_small_player_plays_the_original_where_the_browser_can(
    video: OwnVideo, open_screen: OpenScreen, original: Path
) -> None:
    assert original.exists()
    owner = open_screen(PHONE)
    edit_page(owner, video)
    page = owner.page
    page.wait_for_function(HAS_PICTURE)
    expect(page.locator("[data-unplayable]")).to_be_hidden()
    page.evaluate("document.querySelector('.frame video').currentTime = 2.5")
    expect(page.get_by_label("Time of the picture")).to_have_value("0:02.500")
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_text("The poster is now the picture at 0:02.")).to_be_visible()


def test_where_the_browser_cannot_play_it_the_page_says_so_and_a_time_may_be_typed(
    video: OwnVideo, open_screen: OpenScreen, original: Path
) -> None:
    write_long_film(original.with_name("film.avi"), seconds=5)
    content = original.with_name("film.avi").read_bytes()
    original.write_bytes(content)
    with database.writing(video.owner.tree.engine) as db:
        db.execute(update(MediaFile).where(MediaFile.stored_name == original.name).values(size=len(content)))
    owner = open_screen(PHONE)
    edit_page(owner, video)
    page = owner.page
    expect(page.get_by_text("your browser cannot play the uploaded file")).to_be_visible()
    expect(page.locator(".frame video")).to_be_hidden()
    assert violations(page) == []
    owner.picture("poster-without-player")
    page.get_by_label("Time of the picture").fill("0:02")
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_text("The poster is now the picture at 0:02.")).to_be_visible()
