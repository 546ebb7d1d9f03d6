"""Streaming a file's bytes on the event loop, once a page has said which: no thread waits for a slow reader."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from models.errors import MediaAway
from models.files.backend import Source
from models.files.remote_file import RemoteFile
from web.front.refusing import Message, Send, refuse
from web.media.sending import BODY, CHUNK, Body, Slice
from web.observing.requests import HEADER

Receive = Callable[[], Awaitable[Message]]

# A whole file in one answer may take hours: so many at once, the rest is told to come back.
FILES_AT_ONCE = 512
# From a bucket each chunk is a request.
REMOTE_CHUNK = 1024**2


class Streams:
    """All that are under way, and the threads that read for them."""

    def __init__(self) -> None:
        self.readers = ThreadPoolExecutor(4, thread_name_prefix="reader")
        # A bucket that is silent holds up none of what lies here.
        self.fetchers = ThreadPoolExecutor(16, thread_name_prefix="fetcher")
        self.under_way = 0


class Streamed:
    """Passes an answer on; when the page named slices of a file, they are its body."""

    def __init__(self, streams: Streams, scope: Message, receive: Receive, send: Send) -> None:
        self.streams, self.scope, self.receive, self.send = streams, scope, receive, send
        self.files: dict[Source, io.RawIOBase] = {}
        self.refused = self.counted = False

    async def __call__(self, message: Message) -> None:
        if BODY not in self.scope:
            await self.send(message)
        elif message["type"] == "http.response.start":
            # Before the headers go out: what has gone since the page was made is not there, and no broken answer.
            refusal = await self._open(self.scope[BODY])
            if refusal is None:
                await self.send(message)
            else:
                self.refused = True
                await refuse(self.send, refusal, _request_id(message))

    async def _open(self, body: Body) -> int | None:
        """The status of the refusal, if it is one."""
        if self.streams.under_way >= FILES_AT_ONCE:
            return 503
        self.streams.under_way += 1
        self.counted = True
        try:
            for source in {piece.source for piece in body.pieces if isinstance(piece, Slice)}:
                self.files[source] = await self._read(source, source.open)
        except (FileNotFoundError, NotADirectoryError):
            return 404
        except (OSError, MediaAway):
            return 503
        return None

    async def finish(self) -> None:
        """Called when the page's thread is free again."""
        if BODY not in self.scope or self.refused:
            return
        gone = asyncio.create_task(_disconnected(self.receive))
        try:
            await self._stream(self.scope[BODY], gone)
        finally:
            gone.cancel()

    def done(self) -> None:
        self.streams.under_way -= self.counted
        for file in self.files.values():
            file.close()

    async def _stream(self, body: Body, gone: "asyncio.Task[None]") -> None:
        for piece in body.pieces:
            if isinstance(piece, bytes):
                await self.send({"type": "http.response.body", "body": piece, "more_body": True})
            elif not await self._stream_slice(piece, gone):
                # Without an end: the server breaks the connection off, and nobody takes this for all of it.
                return
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _stream_slice(self, part: Slice, gone: "asyncio.Task[None]") -> bool:
        """Whether all of it was sent: the reader may go, and the file may have become shorter."""
        left, file = part.length, self.files[part.source]
        most = REMOTE_CHUNK if isinstance(part.source, RemoteFile) else CHUNK
        file.seek(part.start)
        while left > 0 and not gone.done():
            try:
                chunk = await self._read(part.source, file.read, min(most, left))
            except (OSError, MediaAway):
                return False
            if not chunk:
                return False
            left -= len(chunk)
            await self.send({"type": "http.response.body", "body": chunk, "more_body": True})
        return left == 0

    async def _read(self, source: Source, call: Callable[..., Any], *arguments: object) -> Any:
        threads = self.streams.fetchers if isinstance(source, RemoteFile) else self.streams.readers
        return await asyncio.get_running_loop().run_in_executor(threads, call, *arguments)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _request_id(message: Message) -> str | None:
    found = dict(message["headers"]).get(HEADER.lower().encode())
    return found.decode() if found else None
