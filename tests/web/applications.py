"""Applications for the tests of the web, each made once for all tests with the same settings."""

import os
from functools import lru_cache

from flask import Flask

from web.account import oidc
from web.app import create_app
from web.pages import looks

# These may differ between the tests that share an application.
OF_EACH_TEST = ("GUESTLINK_DATA", "GUESTLINK_DATABASE_URL", "GUESTLINK_OIDC_")


def application() -> Flask:
    """One with the settings of this test, which has forgotten the site and the provider of the test before."""
    variables = {name: value for name, value in os.environ.items() if name.startswith("GUESTLINK_")}
    shared = {name: value for name, value in variables.items() if not name.startswith(OF_EACH_TEST)}
    app = _application(frozenset(shared.items()))
    app.extensions[looks.NAME] = looks.KeptLook()
    oidc.init_app(app)
    return app


@lru_cache(maxsize=8)
def _application(_settings: frozenset[tuple[str, str]]) -> Flask:
    """Making one takes longer than most tests."""
    return create_app()
