"""Captions: one file a language, replaced as a whole, under the same right as the recording."""

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.errors import Forbidden, Invalid, NoRight, NotFound
from models.files import storage
from models.guests import visiting
from models.media import captions as media_captions
from models.media import listing
from models.plumbing import database
from models.tables import MediaFile
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

ONE, TWO = (f"WEBVTT\n\n00:00.000 --> 00:01.000\n{word}".encode() for word in ("one", "two"))


def put(maker: Maker, media_id: int, language: str = "en", content: bytes = ONE) -> None:
    with media_captions.stored(content) as captions, database.writing(maker.bind) as db:
        replaced = media_captions.put_captions(db, media_id, language, captions, now=NOW)
    storage.discard(replaced)


def remove(maker: Maker, media_id: int, language: str) -> None:
    with database.writing(maker.bind) as db:
        removed = media_captions.remove_captions(db, media_id, language)
    storage.discard(removed)


def captions(maker: Maker, media_id: int) -> dict[str, bytes]:
    """What lies in the media folder, by language; and that nothing else is called captions there."""
    with database.reading(maker.bind) as db:
        files = db.scalars(select(MediaFile).where(MediaFile.role == "captions", MediaFile.media_id == media_id))
        return {file.language: (settings().media_folder / file.stored_name).read_bytes() for file in files}


def stored_files() -> int:
    return len(list(settings().media_folder.glob("*.vtt")))


def test_one_file_a_language_and_a_second_replaces_it(maker: Maker) -> None:
    media_id, other = maker.media(), maker.media()
    for language, content in (("en", ONE), ("he", ONE), ("en", TWO)):
        put(maker, media_id, language, content)
    put(maker, other)
    assert captions(maker, media_id) == {"en": TWO, "he": ONE}
    assert stored_files() == 3
    with database.reading(maker.bind) as db:
        assert listing.shown(db, media_id, now=NOW).captions == ["en", "he"]


def test_removing_takes_one_language_and_its_file(maker: Maker) -> None:
    media_id, other = maker.media(), maker.media()
    for each, language in ((media_id, "en"), (media_id, "he"), (other, "en")):
        put(maker, each, language)
    for _ in range(2):
        remove(maker, media_id, "en")
    assert (captions(maker, media_id), captions(maker, other)) == ({"he": ONE}, {"en": ONE})
    assert stored_files() == 2


def test_what_is_refused_leaves_no_file(maker: Maker) -> None:
    link = maker.link()
    acts.delete_media(maker, link)
    for media_id, refusal in ((link.media_id, NotFound), (999, NotFound), (maker.media(kind="room"), Forbidden)):
        with pytest.raises(refusal):
            put(maker, media_id)
    with pytest.raises(Invalid):
        put(maker, maker.media(), content=b"WEBVTT")
    assert stored_files() == 0


def test_deleted_media_loses_its_captions_too(maker: Maker) -> None:
    link = maker.link()
    put(maker, link.media_id)
    acts.delete_media(maker, link)
    acts.sweep(maker)
    assert (captions(maker, link.media_id), stored_files()) == ({}, 0)


def test_a_live_visit_may_have_them_and_no_other(maker: Maker) -> None:
    link = maker.link()
    put(maker, link.media_id, "he")
    guest, stranger = maker.enter(link), maker.enter(maker.link())
    key = acts.loaded(maker, guest)

    def read(who: visiting.Guest, language: str) -> bool:
        try:
            with database.reading(maker.bind) as db:
                visiting.playable(db, who, key, "captions", language, now=NOW)
        except NoRight:
            return False
        return True

    assert (read(guest, "he"), read(guest, "en"), read(guest, ""), read(stranger, "he")) == (True, False, False, False)
    acts.delete_media(maker, link)
    assert not read(guest, "he")
