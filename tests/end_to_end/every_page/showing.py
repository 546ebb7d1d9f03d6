"""Shows answers of the application in a browser, without a server."""

from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Error, Page, Route
from werkzeug.test import TestResponse

from tests.vocabulary.screen import Size

# The page asks for these without waiting for them. So it stays as it is at first.
NEVER_ANSWERED = {"media", "eventsource"}
# A file with this in its address is the same for everybody.
STATIC = "/static/"


class Shown:
    """A page of the browser. What it asks for, such as its styles, the application answers too."""

    def __init__(self, browser: Browser, app: Flask, **options: Any) -> None:
        # Without motion: while a colour fades in, its contrast is not yet the one that people read.
        context = browser.new_context(reduced_motion="reduce", **options)
        self.page: Page = context.new_page()
        self._client = app.test_client(use_cookies=False)
        self._static: dict[str, TestResponse] = {}
        self.page.route("**/*", self._answer)

    def show(self, answer: TestResponse, *, pressed: tuple[str, ...] = ()) -> None:
        """Until its scripts have run."""
        self._shown = answer
        try:
            self._open()
        except Error as error:
            if "ERR_ABORTED" not in str(error):
                raise
            # The page before led on by itself at this moment.
            self._open()
        for selector in pressed:
            self.page.locator(selector).filter(visible=True).first.click()

    def _open(self) -> None:
        self.page.goto(self._shown.request.url, wait_until="domcontentloaded")

    def resize(self, size: Size) -> None:
        self.page.set_viewport_size(size["viewport"])

    def close(self) -> None:
        self.page.context.close()

    def _answer(self, route: Route) -> None:
        request = route.request
        if request.resource_type in NEVER_ANSWERED:
            return
        if request.is_navigation_request() and request.url != self._shown.request.url:
            # A page that leads on by itself stays.
            route.fulfill(status=204)
            return
        answer = self._shown if request.is_navigation_request() else self._asked(route)
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.data)

    def _asked(self, route: Route) -> TestResponse:
        """By the script or the styles of the page, with the cookies of who sees it."""
        request, path = route.request, route.request.url.partition("localhost")[2]
        if path in self._static:
            return self._static[path]
        sent = self._shown.request.headers
        headers = {name: sent[name] for name in ("Cookie", "Accept-Language") if name in sent}
        data, kind = request.post_data_buffer, request.headers.get("content-type")
        answer = self._client.open(path, method=request.method, headers=headers, data=data, content_type=kind)
        if STATIC in path:
            self._static[path] = answer
        return answer
