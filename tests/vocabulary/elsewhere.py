"""A server on another site, with playlists. It really runs on this machine, under the hosts 127.0.0.1 and 127.0.0.2."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

ALLOWED = {"Access-Control-Allow-Origin": "*"}
VARIANT = "#EXT-X-STREAM-INF:BANDWIDTH=1\n"
MASTER = f"#EXTM3U\n{VARIANT}{{}}\n{VARIANT}{{}}\n"
DRM = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"\n'


def segments(*addresses: str, before: str = "") -> str:
    """A list of them."""
    lines = "".join(f"#EXTINF:2,\n{address}\n" for address in addresses)
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n{before}{lines}"


PLAYLIST = segments("a1.ts")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        server.asked.append((self.path, dict(self.headers)))
        page = server.pages.get(self.path)
        page.send(self) if page else self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []


@dataclass
class Page:
    body: bytes = PLAYLIST.encode()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: ALLOWED)
    # Sends what comes after the head, in place of the body.
    write: Callable[[BaseHTTPRequestHandler], object] | None = None

    def send(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Connection", "close")
        handler.end_headers()
        # The other side may have had enough.
        with suppress(OSError):
            self.write(handler) if self.write else handler.wfile.write(self.body)


@dataclass
class Elsewhere:
    server: Server

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def other_origin(self) -> str:
        """The same pages, and to browsers another server."""
        return f"http://127.0.0.2:{self.server.server_port}"

    @property
    def asked(self) -> list[str]:
        return [path for path, _ in self.server.asked]

    def put(self, path: str, text: str = PLAYLIST, **named: object) -> str:
        """Returns the whole address."""
        self.server.pages[path] = Page(text.encode(), **named)  # type: ignore[arg-type]
        return self.origin + path

    def redirect(self, path: str, target: str, headers: Mapping[str, str] = ALLOWED) -> str:
        return self.put(path, "", status=302, headers={**headers, "Location": target})


def elsewhere_running() -> Iterator[Elsewhere]:
    server = Server(("0.0.0.0", 0))
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield Elsewhere(server)
    finally:
        server.shutdown()
        server.server_close()
