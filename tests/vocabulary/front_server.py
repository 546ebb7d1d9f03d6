"""uvicorn with our protocol and an application of a test, in a thread of this process."""

import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import uvicorn

from tests.vocabulary.waiting import wait_until
from web.front.connections import BoundedProtocol
from web.front.refusing import Message, Receive, Send


@contextmanager
def front_server(application: Callable[[Message, Receive, Send], Awaitable[None]]) -> Iterator[uvicorn.Server]:
    config = uvicorn.Config(
        application, port=0, http=BoundedProtocol, ws="none", lifespan="off", access_log=False, log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until("it listens", lambda: server.started)
    yield server
    server.should_exit = True
    thread.join()


def port_of(server: uvicorn.Server) -> int:
    return int(server.servers[0].sockets[0].getsockname()[1])
