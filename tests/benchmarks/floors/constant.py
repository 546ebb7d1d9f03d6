"""`python -m tests.benchmarks.floors.constant PORT BYTES`: the floor of floors. It answers every request with the same
bytes and does nothing else, so it shows what the load generator itself can do."""

import asyncio
import sys
from typing import cast

import uvloop


class Constant(asyncio.Protocol):
    def __init__(self, answer: bytes) -> None:
        self.answer, self.left = answer, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not its subclass under uvloop, though it has its methods.
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        # Only for requests without a body, which the generator sends as one write.
        self.left += data
        count = self.left.count(b"\r\n\r\n")
        self.left = self.left.rpartition(b"\r\n\r\n")[2]
        self.transport.write(self.answer * count)


async def serve(port: int, size: int) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + bytes(size)
    server = await asyncio.get_running_loop().create_server(lambda: Constant(answer), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2])))
