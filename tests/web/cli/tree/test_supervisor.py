"""The supervisor of `guestlink up` says what it waits for (contract 7.36)."""

import time

import pytest

from web.cli.tree import supervisor as watched
from web.cli.tree.supervisor import Part, Supervisor


class Living:
    pid = 0
    returncode: int | None = None

    def poll(self) -> int | None:
        return None

    def wait(self, timeout: float | None = None) -> int:
        raise NotImplementedError


@pytest.mark.parametrize("seconds", [0.0, 30.0])
def test_it_says_once_that_it_still_waits_for_its_web(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    supervisor = Supervisor("127.0.0.1:9", None, {})
    said: list[str] = []
    answers = iter([None, None, None, watched.UNKNOWN])
    monkeypatch.setattr(watched, "STALLED_AFTER", seconds)
    monkeypatch.setattr(supervisor, "_ask_web", lambda: next(answers))
    monkeypatch.setattr(supervisor.log, "write", said.append)
    supervisor._wait_for(Part("web", Living(), started=time.monotonic()))
    assert said == ([] if seconds else ["web has not answered for 0 s; still waiting for it.\n"])
