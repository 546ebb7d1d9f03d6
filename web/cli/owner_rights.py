"""What `guestlink media add`, `add-live` and `add-room` say about the owner (contract 7.37)."""


def lines_about_owner(media_id: int) -> list[str]:
    """Empty if the admin's rule permits the owner to create guest links."""
    from models.media import permitting, showing
    from models.plumbing import database
    from models.tables.media_item import Kind

    with database.reading() as db:
        item = showing.media_item(db, media_id)
        if item.kind == Kind.CHANNEL_ROOM or permitting.is_permitted(db, item.owner_id):
            return []
    said = "is not allowed to create guest links or turn guest access on. An admin can allow it on the page Modules."
    return [f"{item.owner.email} {said}"]
