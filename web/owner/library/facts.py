"""What an owner is told about the links of an item, in one line: on its card in *My media*, and on its page."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from models.links.listing import ListedLink
from models.media.listing import Card
from models.tables.guest_link import LinkStatus
from web.pages.display import time_until


def of_card(card: Card, now: datetime) -> str:
    """Like "2 active links · next ends in 3 days · 12 here now", or "next link starts in 2 days"."""
    facts = _links(card.active_links, card.next_start, card.next_end, now)
    if not facts and card.item.guest_access:
        facts = [str(_("No active link"))]
    if card.connected:
        facts.append(here_now(card.connected))
    return " · ".join(facts)


def of_links(links: list[ListedLink], now: datetime) -> str:
    """Without who is here. All that an item has."""
    active = [row.link.end for row in links if row.status == LinkStatus.ACTIVE]
    starts = [row.link.starts_at for row in links if row.status == LinkStatus.NOT_YET]
    ends = min((end for end in active if end is not None), default=None)
    facts = _links(len(active), min((start for start in starts if start is not None), default=None), ends, now)
    return " · ".join(facts) or str(_("No active link"))


def here_now(connected: int) -> str:
    return str(ngettext("%(num)s here now", "%(num)s here now", connected))


def _links(active: int, next_start: datetime | None, next_end: datetime | None, now: datetime) -> list[str]:
    facts = []
    if active:
        facts.append(str(ngettext("%(num)s active link", "%(num)s active links", active)))
    elif next_start:
        facts.append(str(_("next link starts %(when)s", when=time_until(next_start, now))))
    if next_end:
        facts.append(str(_("next ends %(when)s", when=time_until(next_end, now))))
    return facts
