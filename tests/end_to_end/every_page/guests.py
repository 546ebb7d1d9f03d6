"""What guests see: the entry page, the media page, and a message for each reason why a link lets no one in."""

from datetime import timedelta

from sqlalchemy import update
from werkzeug.test import TestResponse

from models.links import ending
from models.plumbing import database
from models.tables import GuestLink
from tests.end_to_end.every_page.cast import CONCERT, Cast
from tests.end_to_end.every_page.look import Look
from tests.vocabulary.pages import visit_url
from tests.vocabulary.site import now
from web.cli.demo import people


def _entry(cast: Cast, link: GuestLink, name: str, email: str) -> TestResponse:
    guest = cast.guest(link)
    return guest.send(guest.form(), name=name, email=email)


def _without_cookies(cast: Cast) -> TestResponse:
    guest = cast.guest(cast.link(people.FAMILY))
    form = guest.form()
    return cast.browser().post(guest.address, data=form | {"name": "Dana", "email": "dana@example.com"})


def _as_somebody_else(cast: Cast) -> TestResponse:
    guest = cast.guest(cast.link(people.FAMILY))
    guest.enter()
    return guest.client.get(f"{guest.address}?somebody-else=1")


def _left(cast: Cast) -> TestResponse:
    guest = cast.guest(cast.link(people.FAMILY))
    guest.enter()
    return guest.client.post(f"{visit_url(guest.client.get(guest.address).text)}/leave")


def _off(cast: Cast) -> TestResponse:
    media_id = cast.item("Off")
    link = cast.new_link(media_id)
    cast.site.turn_off(media_id)
    return cast.opens(link)


def _limit_reached(cast: Cast) -> TestResponse:
    return cast.opens(cast.link(people.FIRST_LISTENERS))


def _expired(cast: Cast) -> TestResponse:
    return cast.opens(cast.link(people.REHEARSAL))


def _ended(cast: Cast) -> TestResponse:
    link = cast.new_link(cast.item("Ended"))
    with database.writing() as db:
        ending.end_link(db, link.id, now=now())
    return cast.opens(link)


def _unavailable(cast: Cast) -> TestResponse:
    link = cast.link(people.FAMILY)
    cast.site.switch_module(False)
    answer = cast.opens(link)
    cast.site.switch_module(True)
    return answer


def _deleted(cast: Cast) -> TestResponse:
    link = cast.new_link(cast.item("Deleted"))
    cast.site.delete_link(link)
    return cast.opens(link)


def _media_gone(cast: Cast) -> TestResponse:
    media_id = cast.item("Gone")
    link = cast.new_link(media_id)
    cast.site.delete_media(media_id)
    return cast.opens(link)


def _soon(cast: Cast) -> TestResponse:
    link = cast.new_link(cast.item("Soon"))
    with database.writing() as db:
        db.execute(update(GuestLink).where(GuestLink.id == link.id).values(starts_at=now() + timedelta(minutes=30)))
    return cast.opens(link)


MESSAGES = [
    Look("guest-off", _off, 410),
    Look("guest-limit-reached", _limit_reached, 410),
    Look("guest-expired", _expired, 410),
    Look("guest-ended", _ended, 410),
    Look("guest-unavailable", _unavailable, 410),
    Look("guest-deleted", _deleted, 410),
    Look("guest-media-gone", _media_gone, 410),
    Look("guest-not-yet", lambda cast: cast.opens(cast.link(people.GARDEN)), 403),
    Look("guest-not-yet-soon", _soon, 403),
]
GUESTS = [
    Look("guest-entry-video", lambda cast: cast.opens(cast.link(people.FAMILY))),
    Look("guest-entry-live", lambda cast: cast.opens(cast.link(people.TERRACE))),
    Look("guest-entry-concert", lambda cast: cast.opens(cast.new_link(CONCERT))),
    Look("guest-entry-room", lambda cast: cast.opens(cast.link(people.TEAM))),
    Look("guest-entry-audio", lambda cast: cast.opens(cast.link(people.CHOIR))),
    Look("guest-entry-refused", lambda cast: _entry(cast, cast.link(people.FAMILY), "", "dana"), 422),
    Look("guest-entry-refused-email", lambda cast: _entry(cast, cast.link(people.FAMILY), "Dana", "dana"), 422),
    Look("guest-entry-without-cookies", _without_cookies, 400),
    Look("guest-entry-somebody-else", _as_somebody_else),
    Look("guest-video", lambda cast: cast.enters(cast.link(people.FAMILY))),
    Look("guest-live", lambda cast: cast.enters(cast.link(people.TERRACE))),
    Look("guest-concert", lambda cast: cast.enters(cast.new_link(CONCERT))),
    Look("guest-room", lambda cast: cast.enters(cast.link(people.TEAM))),
    Look("guest-audio", lambda cast: cast.enters(cast.link(people.CHOIR))),
    Look("guest-left", _left),
    *MESSAGES,
    Look("guest-unknown-link", lambda cast: cast.browser().get(f"/g/{'x' * 32}"), 404),
]
