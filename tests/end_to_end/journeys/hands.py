"""The two ways to use a page: with a mouse, and with the keyboard alone.

By keyboard, each control is reached with Tab, and seen: its focus has an outline, and nothing covers it.
"""

from pathlib import Path
from typing import Protocol

from playwright.sync_api import ElementHandle, Error, Locator, Page

# More than any page of a journey has controls.
MOST_TABS = 150
# Year, month, day, hour, minute, half of the day.
PARTS_OF_A_TIME = 6
# The browser moves the focus and scrolls before it paints.
WRONG_WITH_FOCUS = """(control) => {
  // The outline of a card is that of a part which is laid over it.
  const outlines = [null, '::after'].map((part) => getComputedStyle(control, part).outlineStyle);
  if (outlines.every((style) => style === 'none')) return 'has no outline';
  const box = control.getBoundingClientRect();
  const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const parts = [control, ...control.labels ?? []];
  const isSeen = parts.some((part) => part.contains(top)) || top?.contains(control);
  return isSeen ? '' : `is covered by ${top?.outerHTML.slice(0, 80)}`;
}"""
# A group of radio buttons has one place in the order of Tab.
WHERE_FOCUS_IS = """(control) => {
  if (!control.isConnected) return 'on another page';
  const at = document.activeElement;
  if (at === control) return 'here';
  return control.type === 'radio' && at?.name === control.name ? 'in its group' : 'elsewhere';
}"""


class Hands(Protocol):
    def press(self, control: Locator) -> None: ...
    def write(self, field: Locator, text: str) -> None: ...
    def write_time(self, field: Locator, orders: list[list[str]], value: str) -> None: ...
    def tick(self, box: Locator) -> None: ...
    def choose(self, select: Locator, value: str) -> None: ...
    def choose_file(self, field: Locator, file: Path) -> None: ...
    def play(self, video: Locator) -> None: ...


class Mouse:
    def press(self, control: Locator) -> None:
        control.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def write_time(self, field: Locator, orders: list[list[str]], value: str) -> None:
        field.fill(value)

    def tick(self, box: Locator) -> None:
        box.check()

    def choose(self, select: Locator, value: str) -> None:
        select.select_option(value)

    def choose_file(self, field: Locator, file: Path) -> None:
        field.set_input_files(file)

    def play(self, video: Locator) -> None:
        """By the button of the browser's own controls, which stands there in each direction."""
        box = video.bounding_box()
        assert box is not None
        video.click(position={"x": 24, "y": box["height"] - 48})


def _where_focus_is(part: ElementHandle) -> str:
    try:
        return str(part.evaluate(WHERE_FOCUS_IS))
    except Error:
        # The page is being left.
        return "on another page"


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, page.keyboard

    def reach(self, control: Locator) -> None:
        """Press Tab until this control has the focus."""
        control.wait_for()
        self.page.wait_for_load_state()
        # To find it by its name is much work, so that is not done again after each Tab.
        part = control.element_handle()
        for _ in range(MOST_TABS):
            where = _where_focus_is(part)
            if where == "here":
                assert not (wrong := part.evaluate(WRONG_WITH_FOCUS)), f"the focus on {control} {wrong}"
            if where in {"here", "in its group"}:
                return
            if where == "on another page":
                part = control.element_handle()
            else:
                self.keys.press("Tab")
        raise AssertionError(f"Tab never reached {control}")

    def press(self, control: Locator) -> None:
        self.reach(control)
        self.keys.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.keys.press("Control+A")
        if text:
            self.keys.type(text)
        else:
            self.keys.press("Delete")

    def write_time(self, field: Locator, orders: list[list[str]], value: str) -> None:
        """`orders`: the keys for each order of day and month that a browser may have."""
        self.reach(field)
        for keys in orders:
            for key in [*["ArrowLeft"] * PARTS_OF_A_TIME, *keys]:
                self.keys.press(key)
            if field.input_value() == value:
                return
        raise AssertionError(f"{field} has no order of {orders}")

    def tick(self, box: Locator) -> None:
        self.reach(box)
        for _ in range(5):
            if box.is_checked():
                return
            is_radio = box.get_attribute("type") == "radio"
            self.keys.press("ArrowDown" if is_radio else "Space")
        assert box.is_checked()

    def choose(self, select: Locator, value: str) -> None:
        self.reach(select)
        for key in ["Home", *["ArrowDown"] * select.locator("option").count()]:
            self.keys.press(key)
            if select.input_value() == value:
                return
        raise AssertionError(f"the arrows never reached {value}")

    def choose_file(self, field: Locator, file: Path) -> None:
        with self.page.expect_file_chooser() as opened:
            self.reach(field)
            self.keys.press("Space")
        opened.value.set_files(file)

    def play(self, video: Locator) -> None:
        self.reach(video)
        self.keys.press("Space")
