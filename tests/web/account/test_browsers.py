"""The account page shows browsers by the names that people use."""

import pytest

from models.people.user_sessions import MAX_BROWSER_LENGTH
from tests.vocabulary.site import Site
from web.account.browsers import browser_label

WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)"
LABELS = {
    f"Mozilla/5.0 (Linux; Android 10; K) {BLINK} Chrome/156.0.0.0 Mobile Safari/537.36": "Chrome on Android",
    f"Mozilla/5.0 (X11; Linux x86_64) {BLINK} HeadlessChrome/156.0.0.0 Safari/537.36": "Chrome on Linux",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox on Linux",
    "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0": "Firefox on Android",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1": (
        "Safari on iPhone"
    ),
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {WEBKIT} CriOS/140.0 Mobile/15E148 Safari/604.1": (
        "Chrome on iPhone"
    ),
    f"Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) {WEBKIT} FxiOS/140.0 Mobile/15E148 Safari/605.1.15": (
        "Firefox on iPad"
    ),
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.6 Safari/605.1.15": "Safari on Mac",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {BLINK} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0": (
        "Edge on Windows"
    ),
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {BLINK} Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0": (
        "Opera on Windows"
    ),
    f"Mozilla/5.0 (Linux; Android 10; K) {BLINK} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36": (
        "Samsung Internet on Android"
    ),
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {BLINK} Chrome/140.0.0.0 Safari/537.36": "Chrome on ChromeOS",
    "curl/8.5.0": "A browser",
    "Mozilla/5.0 (Linux)": "A browser",
    "Firefox/1": "A browser",
    "": "A browser",
}


@pytest.mark.parametrize(("user_agent", "label"), LABELS.items(), ids=LABELS.values())
def test_a_browser_is_shown_by_its_usual_name(site: Site, user_agent: str, label: str) -> None:
    with site.app.test_request_context():
        assert browser_label(user_agent) == label


@pytest.mark.parametrize("user_agent", LABELS)
def test_the_part_of_the_user_agent_that_is_kept_is_enough(site: Site, user_agent: str) -> None:
    assert len(user_agent) <= MAX_BROWSER_LENGTH
