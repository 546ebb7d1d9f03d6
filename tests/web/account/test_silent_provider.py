"""An OpenID provider that accepts connections and never answers does not hold up other pages (contract 12.12)."""

import socket
from pathlib import Path

import pytest

from tests.vocabulary.server import check_answers, real_server


@pytest.mark.usefixtures("site")
def test_a_silent_provider_holds_up_no_page(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        named = {
            "GUESTLINK_OIDC_ISSUER": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "GUESTLINK_OIDC_CLIENT_ID": "guestlink",
            "GUESTLINK_OIDC_CLIENT_SECRET": "a secret of the tests",
        }
        with real_server(tmp_path / "log", **named) as server:
            asking = [server.send_raw("GET /login/oidc HTTP/1.1") for _ in range(16)]
            check_answers(server, "/healthz")
            # The sign-ins were still waiting for the provider while those pages were answered.
            asking[0].setblocking(False)
            with pytest.raises(BlockingIOError):
                asking[0].recv(1)
            asking[0].setblocking(True)
            assert asking[0].recv(12) == b"HTTP/1.1 503"
