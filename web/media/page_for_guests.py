"""The media page that guests see. An owner's preview shows the same page (contract 3.25, 4.13)."""

from flask import render_template

from models.media.shown_media import ShownMedia
from models.plumbing.collating import sort_key
from web.media import players
from web.pages.display import page_language


def page_for_guests(shown: ShownMedia, base: str, *, guest_name: str, preview: bool = False) -> str:
    """`base` is the address below which the bytes are sent: that of the visit, or for a preview that of the item."""
    player = players.player(shown, base)
    players.prepare_answer(player)
    return render_template(
        "guest/media.html",
        title=shown.title,
        description=shown.description,
        tags=sorted(shown.tags, key=lambda tag: sort_key(tag, page_language())),
        owner_name=shown.owner_name,
        date=shown.created_at,
        guest_name=guest_name,
        visit_url=None if preview else base,
        preview=preview,
        base=base,
        player=player,
    )
