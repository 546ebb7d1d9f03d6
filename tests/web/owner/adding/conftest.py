"""Fixtures of the tests of adding items."""

import pytest
from flask.testing import FlaskClient

from tests.vocabulary.piecewise import Sender, sender_in


@pytest.fixture
def sender(owner_client: FlaskClient) -> Sender:
    return sender_in(owner_client)
