"""Threads for the pages that hash a password, so that nobody who tries passwords holds up other pages (contract 12.41).

Each lane hashes one at a time: a hash takes 64 MiB and, with its own threads, every core. Strangers have a lane, and
two groups whom they must not hold up have one each: browsers that have signed in before, and people inside.
"""

from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.http import parse_cookie

from web.account import hashing_pages, known_browsers
from web.front.bridges import Bridge, bridge
from web.front.refusing import Message, Receive, Send

# In each lane: people of an office may all sign in at nine. The last of them waits for a few seconds.
MOST_WAITING = 32
# The sign-in form has four fields.
MOST_FIELDS = 20


class Lane:
    def __init__(self, pages: Bridge) -> None:
        self.pages, self.under_way = pages, 0


class HashingLanes:
    def __init__(self, flask: Flask, other_pages: Bridge) -> None:
        """`other_pages` answer a request for which there is no place: such an answer takes no time."""
        self.other_pages = other_pages
        self.strangers, self.known, self.inside = (Lane(bridge(flask, threads=1)) for _ in range(3))

    async def page(self, scope: Message, body: bytes, receive: Receive, send: Send) -> None:
        lane = self._lane_of(scope, body)
        if lane.under_way > MOST_WAITING:
            scope[hashing_pages.BUSY] = True
            await self.other_pages(scope, receive, send)
            return
        lane.under_way += 1
        try:
            await lane.pages(scope, receive, send)
        finally:
            lane.under_way -= 1

    def _lane_of(self, scope: Message, body: bytes) -> Lane:
        if not hashing_pages.is_sign_in(scope["path"]):
            return self.inside
        return self.known if _may_be_known(scope, body) else self.strangers


def _may_be_known(scope: Message, body: bytes) -> bool:
    cookies = [value.decode("latin1") for name, value in scope["headers"] if name == b"cookie"]
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:
        return False
    # The first one, as the page reads it.
    email = next((value for name, value in fields if name == "email"), "")
    return known_browsers.names_account(parse_cookie("; ".join(cookies)), email)
