"""The command line in this process, by its own entry point."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.vocabulary.logs import as_set_up
from tests.vocabulary.site import Site
from web.cli import main
from web.cli.demo.clip import make_clip


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output; fails when anything else is there."""
        assert (self.code, self.err) == (0, "")
        return json.loads(self.out)

    def refused(self, code: int = 1) -> str:
        """The one line of an error."""
        assert (self.code, self.out) == (code, ""), self
        lines = self.err.strip().splitlines()
        assert "Traceback" not in self.err
        assert lines[-1].startswith("Error: ")
        if code == 1:
            assert len(lines) == 1, self.err
        return lines[-1].removeprefix("Error: ")


Run = Callable[..., Ran]


@pytest.fixture
def run(site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `guestlink …` on a migrated site."""

    def ran(*arguments: object, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["guestlink", *[str(argument) for argument in arguments]])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = 0
        try:
            # A command may have a log of its own; the tests after it write to none of its streams.
            with as_set_up():
                main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return ran


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    make_clip(target, seconds=8, width=160, height=90, bit_rate=100_000)
    return target
