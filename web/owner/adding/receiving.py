"""The bytes of an upload that is sent in pieces, on their way to the disk.

The view judges the request and opens the file. The front then writes the body into it from its event loop, so that no
page's thread waits for a slow sender (web/front/arriving_bodies.py), and asks the view again for the answer. Under
another WSGI server, and in tests, the body is read here.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Request
from sqlalchemy.exc import SQLAlchemyError

from models.config.settings import settings
from models.errors import GuestlinkError
from models.files import disk_faults, unfinished
from models.files.upload_notes import Upload
from models.media import permitting
from models.people import user_sessions
from models.plumbing import clock, database
from web.observing import metrics

# Under these names the front finds what to do, and the view what was done, in the scope of the request.
ARRIVING, ARRIVED = "guestlink.arriving", "guestlink.arrived"
CHUNK = 64 * 1024


@dataclass
class Arriving:
    """Bytes are written by one thread at a time."""

    upload: Upload
    file: Any
    # How many bytes may still come.
    left: int
    session_id: int
    # Whether the request begins the upload too.
    is_new: bool = False
    # What went wrong on the way.
    refusal: GuestlinkError | None = None
    is_too_long = is_silent = False

    def write(self, content: bytes) -> None:
        """What is too long is cut off. Nothing is written after the disk has refused something."""
        if self.refusal is not None:
            return
        self.is_too_long = self.is_too_long or len(content) > self.left
        left = memoryview(content)[: self.left]
        try:
            while left:
                count = self.file.write(left)
                self.left -= count
                left = left[count:]
                metrics.UPLOADED.inc(count)
        except OSError as error:
            self.refusal = disk_faults.refusal_of(error)

    @property
    def is_over(self) -> bool:
        """Nothing more is taken."""
        return self.is_too_long or self.is_silent or self.refusal is not None

    @property
    def is_whole(self) -> bool:
        return self.left == 0

    def settle(self) -> None:
        """See `unfinished.settle`."""
        try:
            unfinished.settle(self.file, now=clock.utcnow())
        except GuestlinkError as error:
            self.refusal = self.refusal or error
        except SQLAlchemyError:
            # The database is away, so it is not known how late it is. The answer will not be about the bytes.
            return

    def may_go_on(self) -> bool:
        """Whether the upload is still there, and its person still signed in and allowed. An answer that cannot be found
        does not end it: the person is judged again at the end."""
        if not self.upload.note.exists():
            return False
        try:
            with database.reading() as db:
                user = user_sessions.user_of_session(db, self.session_id, now=clock.utcnow())
        except SQLAlchemyError:
            return True
        return user is not None and user.id == self.upload.owner_id and permitting.may_upload(user)

    def close(self) -> None:
        self.file.close()


def is_left_to_front(request: Request, arriving: Arriving) -> bool:
    """False if there is no front: then the body was received here."""
    scope = request.environ.get("asgi.scope")
    if scope is not None:
        scope[ARRIVING] = arriving
        return True
    request.environ[ARRIVED] = arriving
    request.max_content_length = settings().upload_bytes
    for chunk in iter(partial(request.stream.read, CHUNK), b""):
        arriving.write(chunk)
        if arriving.is_over:
            break
    arriving.settle()
    return False


def received(request: Request) -> Arriving | None:
    """What has arrived of the body of this request. None if it was not received yet. From now on `close` closes it."""
    arriving: Arriving | None = request.environ.get("asgi.scope", {}).pop(ARRIVED, None)
    if arriving is not None:
        request.environ[ARRIVED] = arriving
    return arriving


def close(request: Request) -> None:
    """At the end of the request, whatever it was answered."""
    arriving = request.environ.pop(ARRIVED, None)
    if arriving is not None:
        arriving.close()
