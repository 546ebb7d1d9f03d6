"""Flask's signed cookie, without the age that Flask reads from it: that is by the clock of whichever web signed it.

One whose clock is a second ahead would otherwise sign people in whom the next web takes for strangers. How long a
sign-in holds is told by its row, and by the database's clock (models/tables/user_session.py).
"""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class Sessions(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        try:
            return self.session_class(serializer.loads(request.cookies.get(self.get_cookie_name(app), "")))
        except BadSignature:
            return self.session_class()
