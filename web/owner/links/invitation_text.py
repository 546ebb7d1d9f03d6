"""A message to guests, ready to send: what they are invited to, the address, and how long and for how many it works."""

from flask_babel import gettext as _
from flask_babel import ngettext

from models.tables import GuestLink, MediaItem
from models.tables.media_item import Kind
from web.pages.display import when_text


def invitation_text(media: MediaItem, link: GuestLink, url: str) -> str:
    """In the language of the owner's page."""
    how = _("Open this link and enter your name and email. You need no account.")
    ends = [sentence for sentence in (_times(link), _places(link)) if sentence]
    return "\n\n".join([_invited(media), f"{how}\n{url}", *([" ".join(ends)] if ends else [])])


def _invited(media: MediaItem) -> str:
    if media.kind == Kind.AUDIO:
        return str(_("You are invited to listen to “%(title)s”.", title=media.title))
    if media.kind == Kind.ROOM:
        return str(_("You are invited to join “%(title)s”.", title=media.title))
    return str(_("You are invited to watch “%(title)s”.", title=media.title))


def _times(link: GuestLink) -> str:
    start, end = (when_text(instant) if instant else None for instant in (link.starts_at, link.expires_at))
    if start and end:
        return str(_("The link works from %(start)s until %(end)s.", start=start, end=end))
    if start:
        return str(_("The link works from %(start)s on.", start=start))
    return str(_("The link works until %(end)s.", end=end)) if end else ""


def _places(link: GuestLink) -> str:
    if link.click_limit is None:
        return ""
    return str(
        ngettext(
            "%(num)s guest can enter with it.",
            "Up to %(num)s guests can enter with it.",
            link.click_limit,
        )
    )
