"""The flow of one click: the calls and the SQL when a guest sends the entry form, recorded by running it."""

import sys
from pathlib import Path
from types import FrameType

from sqlalchemy import Engine, event

from tests.drawings.svg import box, drawing, text
from tests.vocabulary.site import Guest

ROOT = Path(__file__).parents[2]
ROW, WIDTH, INDENT = 26, 980, 22
SHOWN = (
    "web/guest/",
    "web/requests/",
    "models/guests/",
    "models/media/",
    "models/files/presence",
)
# Steps that say nothing about the flow.
HIDDEN = {"proof_of"}
Call = tuple[int, str, str]


class Recorder:
    """The calls of public functions in the rooms that are shown, with their depth, and the statements between."""

    def __init__(self, bind: Engine) -> None:
        self.calls: list[Call] = []
        self.bind = bind
        self._open: list[FrameType] = []

    def __enter__(self) -> "Recorder":
        event.listen(self.bind, "before_cursor_execute", self._statement)
        sys.setprofile(self._called)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        event.remove(self.bind, "before_cursor_execute", self._statement)

    def _called(self, frame: FrameType, happened: str, _argument: object) -> None:
        if happened == "return" and self._open and self._open[-1] is frame:
            self._open.pop()
        path, name = frame.f_code.co_filename, frame.f_code.co_name
        if happened != "call" or name in HIDDEN or name.startswith(("_", "<")) or not path.startswith(str(ROOT)):
            return
        file = str(Path(path).relative_to(ROOT))
        if file.startswith(SHOWN):
            self._add(len(self._open), name, file)
            self._open.append(frame)

    def _statement(self, *given: object) -> None:
        self._add(len(self._open), " ".join(str(given[2]).split()[:3]), "sql")

    def _add(self, depth: int, name: str, where: str) -> None:
        if not self.calls or self.calls[-1] != (depth, name, where):
            self.calls.append((depth, name, where))


def record(guest: Guest, bind: Engine) -> list[Call]:
    form = guest.form()
    with Recorder(bind) as recorder:
        assert guest.send(form).status_code == 303
    return recorder.calls


def click_drawing(calls: list[Call]) -> str:
    shapes = []
    for row, (depth, name, where) in enumerate(calls):
        x, y = 20 + depth * INDENT, 20 + row * ROW
        shapes.append(box(x, y, WIDTH - 40 - depth * INDENT, ROW - 4, "sql" if where == "sql" else ""))
        shapes.append(text(x + 8, y + 15, name, "code"))
        if where != "sql":
            shapes.append(text(x + 300, y + 15, where, "small"))
    return drawing(WIDTH, 40 + len(calls) * ROW, "What happens when a guest sends the entry form", shapes)
