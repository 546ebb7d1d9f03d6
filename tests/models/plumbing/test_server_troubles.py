"""What a Redis answers is told to the operator in words, through whichever library asked (contract 11.7)."""

import pytest
from redis._parsers.base import BaseParser

from models.plumbing.server_troubles import SILENT, trouble_of

ANSWERS = {
    "NOAUTH Authentication required.": "wants a password",
    "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> "
    "option can be used to authenticate the client": "wants a password",
    "WRONGPASS invalid username-password pair or user is disabled.": "refuses this user or password",
    "ERR invalid password": "refuses this user or password",
    "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration "
    "is correct?": "has no password, but its address names one",
    "ERR Client sent AUTH, but no password is set": "has no password, but its address names one",
    "ERR DB index is out of range": "has no database of this number",
    "ERR invalid DB index": "has no database of this number",
    "ERR max number of clients reached": "has no free connection (maxclients)",
    "NOPERM this user has no permissions to run the 'ping' command": "does not give this user the rights that it needs",
    "LOADING Redis is loading the dataset in memory": "is still starting",
    "MISCONF Redis is configured to save RDB snapshots": "cannot write to its disk",
    "OOM command not allowed when used memory > 'maxmemory'.": "has no memory left",
    "READONLY You can't write against a read only replica.": "is a copy that cannot be written",
    "MASTERDOWN Link with MASTER is down": "is a copy that has lost its main server",
}


@pytest.mark.parametrize(("answer", "told"), ANSWERS.items())
def test_each_answer_has_its_words(answer: str, told: str) -> None:
    assert trouble_of(BaseParser.parse_error(answer)) == told
    # redis-py connects again, and wraps what it was told.
    wrapped = ConnectionError("Error while reading")
    wrapped.__cause__ = BaseParser.parse_error(answer)
    assert trouble_of(wrapped) == told


def test_an_answer_that_is_not_known_is_named_by_its_class_and_silence_is_silence() -> None:
    assert trouble_of(BaseParser.parse_error("ERR hush")) == "cannot be used (ResponseError)"
    assert trouble_of(ConnectionRefusedError()) == SILENT
