"""Chromium, driven by Playwright, and Firefox, driven by WebDriver BiDi: Playwright does not drive Debian's."""

import base64
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import sync_playwright
from websockets.sync.client import ClientConnection, connect

from tests.live_encoders.ports import free_port

ENTER = """(() => {
  document.querySelector('[name=name]').value = 'Ada';
  document.querySelector('[name=email]').value = 'ada@example.com';
  document.querySelector('main form button').click();
})()"""
# On the page of each item that a guest watches.
PLAYER = "[data-visit-url]"
# As in a browser without media sources, which must play by itself.
ONLY_NATIVE = "delete window.MediaSource; delete window.ManagedMediaSource; delete window.WebKitMediaSource;"


class Chromium:
    def __init__(self, name: str, script: str = "") -> None:
        self.name, self.script = name, script
        self.playwright = sync_playwright().start()
        flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        self.browser = self.playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)

    def open(self, address: str) -> Any:
        page = self.browser.new_context(viewport={"width": 900, "height": 700}).new_page()
        page.add_init_script(self.script)
        page.goto(address)
        page.evaluate(ENTER)
        page.wait_for_selector(PLAYER, state="attached")
        return page

    def evaluate(self, page: Any, script: str) -> str:
        return str(page.evaluate(script))

    def picture(self, page: Any, path: str) -> None:
        page.screenshot(path=path)

    def close(self, page: Any) -> None:
        page.context.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.browser.close()
        self.playwright.stop()


class Firefox:
    """https://w3c.github.io/webdriver-bidi/"""

    name = "Firefox"

    def __init__(self, program: str = "/usr/bin/firefox-esr") -> None:
        port = free_port()
        profile = Path(tempfile.mkdtemp())
        (profile / "user.js").write_text('user_pref("media.autoplay.default", 0);\n')
        command = [program, "--headless", "--no-remote", "--profile", str(profile), f"--remote-debugging-port={port}"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.socket = self._connect(port)
        self.number = 0
        self.ask("session.new", {"capabilities": {}})

    def _connect(self, port: int) -> ClientConnection:
        for _ in range(120):
            try:
                return connect(f"ws://127.0.0.1:{port}/session", max_size=None)
            except OSError:
                time.sleep(0.5)
        raise TimeoutError("Firefox does not answer")

    def ask(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv(timeout=60))
            if answer.get("id") == self.number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{answer['error']}: {answer['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def run_in_each_page(self, script: str) -> None:
        """Before the scripts of the page itself."""
        self.ask("script.addPreloadScript", {"functionDeclaration": f"() => {{ {script} }}"})

    def open(self, address: str) -> Any:
        context = self.ask("browser.createUserContext", {})["userContext"]
        page = self.ask("browsingContext.create", {"type": "window", "userContext": context})["context"]
        self.ask("browsingContext.setViewport", {"context": page, "viewport": {"width": 900, "height": 700}})
        self.ask("browsingContext.navigate", {"context": page, "url": address, "wait": "complete"})
        self.evaluate(page, ENTER)
        for _ in range(60):
            time.sleep(0.5)
            try:
                if self.evaluate(page, f"String(Boolean(document.querySelector('{PLAYER}')))") == "true":
                    return page
            except RuntimeError:
                # The page is being left.
                continue
        raise TimeoutError("no media page")

    def evaluate(self, page: Any, script: str) -> str:
        parameters = {"expression": script, "target": {"context": page}, "awaitPromise": False}
        result = self.ask("script.evaluate", parameters)
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return str(result["result"].get("value"))

    def picture(self, page: Any, path: str) -> None:
        data = self.ask("browsingContext.captureScreenshot", {"context": page})["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def close(self, page: Any) -> None:
        self.ask("browsingContext.close", {"context": page})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait(20)


BROWSERS: dict[str, Callable[[], Any]] = {
    "Chromium": lambda: Chromium("Chromium"),
    "Chromium by itself": lambda: Chromium("Chromium by itself", ONLY_NATIVE),
    "Firefox": Firefox,
}
