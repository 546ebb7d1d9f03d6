"""What the player of a guest's page reports with a sign of life (contract 4.50)."""

import re

from flask import request

from models.guests.watching import PARTS, Report
from models.plumbing.row_ids import row_id

# A number of seconds, and a place to the millisecond.
_SECONDS = re.compile(r"[0-9]{1,7}")
_PLACE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")
# The parts as a number, to the base of 16.
_PARTS = re.compile(r"[0-9a-f]{1,13}")


def report() -> Report | None:
    """None without one, and for one that no page of ours sends."""
    sent = request.form
    if not _SECONDS.fullmatch(sent.get("watched", "")):
        return None
    seconds, file_id = int(sent["watched"]), row_id(sent.get("file", ""))
    if file_id is None:
        return Report(seconds)
    parts, place = sent.get("parts", ""), sent.get("place", "")
    watched = int(parts, 16) if _PARTS.fullmatch(parts) else 0
    at = float(place) if _PLACE.fullmatch(place) else None
    return Report(seconds, watched & (1 << PARTS) - 1, at, file_id)
