"""The address of a room, as people type or paste it (contract 6.15, 10.1)."""

import re
import unicodedata

from models.errors import Invalid, translatable
from models.media.meeting_programs import has_no_spaces
from models.media.personal_ways import personal_way
from models.plumbing.fields import of_usable_length
from models.plumbing.pasted import trimmed
from models.plumbing.web_addresses import WebAddress, read_typed

LIKE = translatable("Enter the full address, like https://meet.jit.si/OurRoom")
PERSONAL = translatable(
    "This looks like somebody’s own way in: %(reason)s. Everybody who joins could come in as that person, or only the"
    " first one could join. Use the address that is meant for guests, or confirm this one."
)
# No address begins with such a mark.
_IN_MARKS = re.compile(r"""["'<(‘’‚‛“”„«»‹›״](.*)["'>)‘’“”«»‹›״]""")
# What is taken for a host is other text, or a scheme that is not written well: `https//meet.jit.si/OurRoom`.
_BEGINS_IN_HOST = re.compile(r"(?:https?:[/\\]*)?+[^/?#\\]*https?:?//", re.IGNORECASE)


def clean_join_url(raw: str, *, personal: bool = False) -> str:
    """The address as browsers write it, in ASCII. `personal`: also if it is one person's own way in. Raises Invalid."""
    typed = _meant(raw)
    if not typed:
        raise Invalid("join_url", "Enter the address of the room")
    # A line end or a tab in the middle belongs to another text, although browsers would leave it out.
    is_one_line = not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in typed)
    address = read_typed(typed) if is_one_line else None
    if address is None or not address.is_openable or not _is_of_a_room(address) or _is_in_text(address, typed):
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
    address = read_typed(_meant(raw))
    return address is not None and personal_way(address) is not None


def _meant(raw: str) -> str:
    """Without the marks that stand around it in the text that it is copied from."""
    text = trimmed(raw)
    in_marks = _IN_MARKS.fullmatch(text)
    return trimmed(in_marks[1]) if in_marks else text


def _is_of_a_room(address: WebAddress) -> bool:
    """Its host can be one, unlike the number of a telephone. And its path names a room, or its fragment, as with
    `https://call.example.org/#/OurRoom`."""
    has_host = address.is_nameable or address.ip is not None
    return has_host and bool(address.target.partition("?")[0].strip("/") or address.fragment)


def _is_in_text(address: WebAddress, typed: str) -> bool:
    """Other text stands before it or, as in `https://zoom.us/j/1 Passcode: 2`, behind it. The name of a room of Jitsi
    may have spaces."""
    is_behind_text = _BEGINS_IN_HOST.match(typed) is not None
    return is_behind_text or (has_no_spaces(address.host) and any(map(str.isspace, typed)))
