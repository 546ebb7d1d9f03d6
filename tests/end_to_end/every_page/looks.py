"""All pages, and what has no page of its own."""

from tests.end_to_end.every_page.admins import ADMINS
from tests.end_to_end.every_page.errors import ERRORS, ONE_TIME
from tests.end_to_end.every_page.guests import GUESTS
from tests.end_to_end.every_page.look import Look
from tests.end_to_end.every_page.owners import OWNERS

LOOKS: dict[str, list[Look]] = {
    "guests": GUESTS,
    "owners": OWNERS,
    "admins": ADMINS,
    "errors": [*ONE_TIME, *ERRORS],
}
ALL = [look for group in LOOKS.values() for look in group]

FILE, FOR_SCRIPTS, LEADS_ON = "a file", "for scripts and other programs", "leads to another page"
# GET routes without a page, and why.
WITHOUT_PAGE = {
    "static": FILE,
    "looks.theme": FILE,
    "looks.logo": FILE,
    "playing.media_bytes": FILE,
    "playing.live_bytes": FILE,
    "playing.captions": FILE,
    "owner_media_bytes.live_stream": FILE,
    "owner_media_bytes.recording_or_poster": FILE,
    "owner_media_bytes.captions": FILE,
    "owner_recordings.original": FILE,
    "owner_qr_codes.qr_code": FILE,
    "owner_guests.download": FILE,
    "owner_link_guests.download": FILE,
    "admin_audit.file": FILE,
    "owner_recordings.state": FOR_SCRIPTS,
    "owner_media_page.now": FOR_SCRIPTS,
    "events.connect": FOR_SCRIPTS,
    "health.lives": FOR_SCRIPTS,
    "health.ready": FOR_SCRIPTS,
    "metrics.scrape": FOR_SCRIPTS,
    "localizing.to_start_page": LEADS_ON,
    "localizing.to_guests_page": LEADS_ON,
    "playing.visit": LEADS_ON,
    "playing.leave": LEADS_ON,
    "playing.join": LEADS_ON,
    "owner_rooms.join": LEADS_ON,
    "owner_my_media.home": LEADS_ON,
    "account_oidc.begin": LEADS_ON,
    "account_oidc.callback": LEADS_ON,
}
