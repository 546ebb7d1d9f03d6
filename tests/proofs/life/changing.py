"""What owners change on a link that is in use, in the model: editing, *End now*, removing a guest (contract 2.51 to
2.56)."""

from datetime import datetime

from tests.proofs.life import answers
from tests.proofs.life.model import Life


def edit_limit(life: Life, number: int, limit: int | None) -> int:
    link = life.links[number]
    if _is_gone(life, number):
        return answers.NOT_FOUND
    if limit is not None and limit < len(link.forms):
        return answers.REFUSED
    link.limit = limit
    return answers.OK


def edit_start(life: Life, number: int, starts_at: datetime | None) -> int:
    link = life.links[number]
    if _is_gone(life, number):
        return answers.NOT_FOUND
    end = link.ended_at or link.expires_at
    if starts_at != link.starts_at and starts_at is not None and end is not None and end <= starts_at:
        return answers.REFUSED
    link.starts_at = starts_at
    return answers.OK


def edit_end(life: Life, number: int, ends_at: datetime | None) -> int:
    """`ends_at`: None is never."""
    link = life.links[number]
    if _is_gone(life, number):
        return answers.NOT_FOUND
    if ends_at == (link.ended_at or link.expires_at):
        return answers.OK
    if ends_at is not None and (ends_at <= life.now or (link.starts_at is not None and ends_at <= link.starts_at)):
        return answers.REFUSED
    if link.has_expired(life.now):
        # It lives again, without its earlier guests.
        for guest in life.guests.values():
            guest.void = guest.void or guest.link == number
    link.expires_at, link.ended_at = ends_at, None
    return answers.OK


def end_link(life: Life, number: int) -> None:
    link = life.links[number]
    if link.deleted or link.ended_at is not None:
        return
    link.ended_at = life.now
    for visit in life.visits:
        visit.stopped = visit.stopped or life.guests[visit.form].link == number


def end_item(life: Life, number: int) -> None:
    life.switch(number, False)
    for visit in life.visits:
        visit.stopped = visit.stopped or life.item_number(visit) == number


def remove_guest(life: Life, form: int) -> None:
    life.guests[form].void = True
    for visit in life.visits:
        visit.ended = visit.ended or visit.form == form


def _is_gone(life: Life, number: int) -> bool:
    link = life.links[number]
    return link.deleted or life.items[link.item].deleted
