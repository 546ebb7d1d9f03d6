"""The address of a room, as people type or paste it (contract 6.15, 10.1)."""

import unicodedata

from models.errors import Invalid, translatable
from models.media.personal_ways import personal_way
from models.plumbing.fields import of_usable_length
from models.plumbing.pasted import trimmed
from models.plumbing.web_addresses import WebAddress, read_typed

LIKE = translatable("Enter the full address, like https://meet.jit.si/OurRoom")
PERSONAL = translatable(
    "This looks like somebody’s own way in: %(reason)s. Everybody who joins could come in as that person, or only the"
    " first one could join. Use the address that is meant for guests, or confirm this one."
)


def clean_join_url(raw: str, *, personal: bool = False) -> str:
    """The address as browsers write it, in ASCII. `personal`: also if it is one person's own way in. Raises Invalid."""
    typed = trimmed(raw)
    if not typed:
        raise Invalid("join_url", "Enter the address of the room")
    # A line end or a tab in the middle belongs to another text, although browsers would leave it out.
    is_one_line = not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in typed)
    address = read_typed(typed) if is_one_line else None
    if address is None or not address.is_openable or not _names_a_room(address):
        raise Invalid("join_url", LIKE)
    reason = personal_way(address)
    if reason is not None and not personal:
        raise Invalid("join_url", PERSONAL, reason=reason)
    return of_usable_length(address.href, "join_url")


def is_personal(raw: str) -> bool:
    """Whether `clean_join_url` refuses this for nothing else than being one person's own way in."""
    try:
        clean_join_url(raw, personal=True)
    except Invalid:
        return False
    address = read_typed(trimmed(raw))
    return address is not None and personal_way(address) is not None


def _names_a_room(address: WebAddress) -> bool:
    """Its path does, or its fragment, as with `https://call.example.org/#/OurRoom`."""
    return bool(address.target.partition("?")[0].strip("/") or address.fragment)
