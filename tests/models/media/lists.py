"""Media items to be listed, and the list that a person is shown."""

from models.media import listing
from models.media.listing import Card, Wanted
from models.plumbing import database
from models.plumbing.folding import fold
from models.plumbing.keyset import Page, PageStart
from models.tables import MediaCollaborator, MediaItem, User
from tests.vocabulary.maker import NOW, Maker


def titled(maker: Maker, owner: User, *titles: str, kind: str = "video", access: bool = False) -> list[int]:
    ids = [maker.media(owner, kind=kind, access=access) for _ in titles]
    with database.writing(maker.bind) as db:
        for media_id, title in zip(ids, titles, strict=True):
            item = db.get_one(MediaItem, media_id)
            item.title, item.folded = title, fold(title)
    return ids


def cards(maker: Maker, user: User, start: PageStart = listing.FIRST, wanted: Wanted = listing.ANY) -> Page[Card]:
    with database.reading(maker.bind) as db:
        return listing.media_of(db, user, wanted, start, now=NOW)


def ids_of(page: Page[Card]) -> list[int]:
    return [card.item.id for card in page.rows]


def listed(maker: Maker, user: User, **wanted: object) -> list[int]:
    return ids_of(cards(maker, user, wanted=Wanted(**wanted)))  # type: ignore[arg-type]


def share(maker: Maker, owner: User | None = None) -> int:
    media_id = maker.media(owner)
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, media_id).visibility = "site"
    return media_id


def add_helper(maker: Maker, media_id: int, user: User) -> None:
    with database.writing(maker.bind) as db:
        db.add(MediaCollaborator(media_id=media_id, user_id=user.id, email=user.email))


def ending(maker: Maker, owner: User, *days: int | None) -> int:
    media_id = maker.media(owner)
    for each in days:
        maker.link(media_id, days=each)
    return media_id
