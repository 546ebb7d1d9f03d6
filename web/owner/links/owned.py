"""The item and the guest link that a page below *Manage guest access* is about."""

from models.errors import Forbidden, NotFound
from models.links import listing as link_listing
from models.links import switching
from models.media import permitting
from models.plumbing import clock, database
from models.plumbing.row_ids import row_id
from models.tables import MediaItem
from web.account.login import signed_in_user


def owned_item(media_id: int) -> MediaItem:
    """Raises NotFound or Forbidden (contract 2.5, 2.7)."""
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
    switching.check_can_have_guests(media)
    return media


def require_permission(media: MediaItem) -> None:
    """To create links for this item (contract 2.4). Raises Forbidden."""
    with database.reading() as db:
        if not permitting.may_create_links(db, media, signed_in_user()):
            raise Forbidden("You are not allowed to create guest links on this site.")


def link_of(media: MediaItem, link_id: str | int) -> link_listing.ListedLink:
    """A link of this item. A deleted one is found too, so that deleting it twice is safe (contract 2.27).

    Raises NotFound for a link of another item, to which this owner has no right.
    """
    number = row_id(str(link_id))
    if number is None:
        raise NotFound
    with database.reading() as db:
        row = link_listing.link_by_id(db, number, now=clock.utcnow())
    if row.link.media_id != media.id:
        raise NotFound
    return row


def undeleted_link_of(media: MediaItem, link_id: str | int) -> link_listing.ListedLink:
    row = link_of(media, link_id)
    if row.link.deleted_at is not None:
        raise NotFound
    return row
