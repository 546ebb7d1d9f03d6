"""A page in the hands of somebody who uses the keyboard alone."""

from pathlib import Path

from playwright.sync_api import Page


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this name has the focus. Fails when its outline is not visible."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            # The text in a list of choices is no name: its choices may hold any word.
            """(() => { const at = document.activeElement;
                return [at.name, at.getAttribute('aria-label') || (at.matches('select') ? '' : at.innerText)]; })()"""
        )
        if name == focused[0] or (focused[1] or "").strip().startswith(name):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"the focus on {focused} is not visible"
            return
    raise AssertionError(f"Tab never reached {name}")


def follow(page: Page, key: str = "Enter") -> None:
    """Press the key and wait for the next page: a Tab that comes too early would go to the old page."""
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)


def choose(page: Page, name: str, file: Path) -> None:
    """Choose a file by pressing the Space bar on the field with this name."""
    with page.expect_file_chooser() as opened:
        # Inside the `with`, so that the browser has time to learn that a test waits for the file chooser.
        tab_to(page, name)
        page.keyboard.press("Space")
    opened.value.set_files(file)
