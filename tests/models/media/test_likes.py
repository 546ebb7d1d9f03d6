"""Likes: each person's counts once (contract 4.19)."""

from models.media import likes as media_likes
from models.plumbing import database
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def likes(maker: Maker, media_id: int, user_id: int) -> tuple[int, bool]:
    with database.reading(maker.bind) as db:
        result = media_likes.likes_of(db, media_id, user_id)
    return result.count, result.mine


def test_a_like_counts_once_and_only_for_its_own_person(maker: Maker) -> None:
    media_id, other = maker.media(), maker.media()
    ada, bob = maker.user().id, maker.user().id
    assert likes(maker, media_id, ada) == (0, False)
    for _ in range(2):
        acts.do(maker, media_likes.like, media_id, ada, now=NOW)
    assert (likes(maker, media_id, ada), likes(maker, media_id, bob)) == ((1, True), (1, False))
    acts.do(maker, media_likes.like, media_id, bob, now=NOW)
    with database.writing(maker.bind) as db:
        for _ in range(2):
            media_likes.unlike(db, media_id, ada)
    assert (likes(maker, media_id, ada), likes(maker, media_id, bob)) == ((1, False), (1, True))
    assert likes(maker, other, bob) == (0, False)
