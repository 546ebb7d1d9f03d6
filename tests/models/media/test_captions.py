"""Captions: a video has one file for each language. Those who may get the recording get the captions, too."""

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.errors import Forbidden, NoRight, NotFound
from models.files import storage
from models.guests import playing
from models.guests.visiting import Guest
from models.media import captions as media_captions
from models.media.shown_media import shown_media
from models.plumbing import database
from models.tables import MediaFile
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

ONE, TWO = (f"WEBVTT\n\n00:00.000 --> 00:01.000\n{word}".encode() for word in ("one", "two"))


def put(maker: Maker, media_id: int, language: str = "en", content: bytes = ONE) -> None:
    with media_captions.keep_captions(content) as captions, database.writing(maker.bind) as db:
        replaced = media_captions.put_captions(db, media_id, language, captions, now=NOW)
    storage.discard(replaced)


def remove(maker: Maker, media_id: int, language: str) -> None:
    with database.writing(maker.bind) as db:
        removed = media_captions.remove_captions(db, media_id, language)
    storage.discard(removed)


def captions(maker: Maker, media_id: int) -> dict[str, bytes]:
    """The content of the caption files in the media folder, by language."""
    with database.reading(maker.bind) as db:
        files = db.scalars(select(MediaFile).where(MediaFile.role == "captions", MediaFile.media_id == media_id))
        return {file.language: (settings().media_folder / file.stored_name).read_bytes() for file in files}


def stored_files() -> int:
    return len(list(settings().media_folder.glob("*.vtt")))


def test_a_second_file_in_a_language_replaces_the_first(maker: Maker) -> None:
    media_id, other = maker.media(), maker.media()
    for language, content in (("en", ONE), ("he", ONE), ("en", TWO)):
        put(maker, media_id, language, content)
    put(maker, other)
    assert captions(maker, media_id) == {"en": TWO, "he": ONE}
    assert stored_files() == 3
    with database.reading(maker.bind) as db:
        assert shown_media(db, media_id, now=NOW).caption_languages == ("en", "he")


def test_only_the_captions_in_one_language_are_removed_with_their_file(maker: Maker) -> None:
    media_id, other = maker.media(), maker.media()
    for each, language in ((media_id, "en"), (media_id, "he"), (other, "en")):
        put(maker, each, language)
    for _ in range(2):
        remove(maker, media_id, "en")
    assert (captions(maker, media_id), captions(maker, other)) == ({"he": ONE}, {"en": ONE})
    assert stored_files() == 2


def test_a_refused_file_is_not_kept(maker: Maker) -> None:
    link = maker.link()
    acts.delete_media(maker, link)
    for media_id, refusal in ((link.media_id, NotFound), (999, NotFound), (maker.media(kind="room"), Forbidden)):
        with pytest.raises(refusal):
            put(maker, media_id)
    assert stored_files() == 0


def test_deleted_media_loses_its_captions_too(maker: Maker) -> None:
    link = maker.link()
    put(maker, link.media_id)
    acts.delete_media(maker, link)
    acts.sweep(maker)
    assert (captions(maker, link.media_id), stored_files()) == ({}, 0)


def test_a_live_visit_gets_the_captions_and_no_other_visit_does(maker: Maker) -> None:
    link = maker.link()
    put(maker, link.media_id, "he")
    guest, stranger = maker.enter(link), maker.enter(maker.link())
    key = acts.watch(maker, guest)

    def gets(who: Guest, language: str) -> bool:
        try:
            with database.reading(maker.bind) as db:
                playing.file_for(db, who, key, "captions", language, now=NOW)
        except NoRight:
            return False
        return True

    assert (gets(guest, "he"), gets(guest, "en"), gets(guest, ""), gets(stranger, "he")) == (True, False, False, False)
    acts.delete_media(maker, link)
    assert not gets(guest, "he")
