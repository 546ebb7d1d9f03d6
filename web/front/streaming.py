"""Sends the bytes of files from the event loop, after a page has said which. So no thread waits for a slow reader."""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from models.errors import MediaAway
from models.files.backend import Source
from models.files.remote_file import RemoteFile
from web.front.refusing import Message, Receive, Send, refuse
from web.media.sending import BODY, CHUNK, Body, Slice
from web.observing.request_log import ID_HEADER

# Answers with files. One with a whole file may take hours, so their number is limited (contract 6.29).
FILES_AT_ONCE = 512
# From a bucket each chunk is a request of its own.
REMOTE_CHUNK = 1024**2


class FileStreams:
    """The threads that read files for all answers, and how many answers are being sent."""

    def __init__(self) -> None:
        self.readers = ThreadPoolExecutor(4, thread_name_prefix="reader")
        # Separate, so that a silent bucket does not hold up files on the disk.
        self.fetchers = ThreadPoolExecutor(16, thread_name_prefix="fetcher")
        self.under_way = 0


class StreamedAnswer:
    """Passes a page's answer on. If the page named slices of a file, it sends them as the body."""

    def __init__(self, streams: FileStreams, scope: Message, receive: Receive, send: Send) -> None:
        self.streams, self.scope, self.receive, self.send = streams, scope, receive, send
        self.files: dict[Source, io.RawIOBase] = {}
        self.is_refused = self.has_place = False

    async def __call__(self, message: Message) -> None:
        if BODY not in self.scope:
            await self.send(message)
        elif message["type"] == "http.response.start":
            # The files are opened before the headers are sent. So a file that is gone by now gets a 404.
            refusal = await self._open(self.scope[BODY])
            if refusal is None:
                await self.send(message)
            else:
                self.is_refused = True
                await refuse(self.send, refusal, _request_id(message))

    async def _open(self, body: Body) -> int | None:
        """Opens the files. Returns the status of the refusal if they cannot be sent, else None."""
        if self.streams.under_way >= FILES_AT_ONCE:
            return 503
        self.streams.under_way += 1
        self.has_place = True
        try:
            for source in {piece.source for piece in body.pieces if isinstance(piece, Slice)}:
                self.files[source] = await self._in_thread(source, source.open)
        except (FileNotFoundError, NotADirectoryError):
            return 404
        except (OSError, MediaAway):
            return 503
        return None

    async def finish(self) -> None:
        """Sends the body. Called when the page's thread is free again."""
        if BODY not in self.scope or self.is_refused:
            return
        client_left = asyncio.create_task(_wait_for_disconnect(self.receive))
        try:
            await self._send_body(self.scope[BODY], client_left)
        finally:
            client_left.cancel()

    def close(self) -> None:
        self.streams.under_way -= self.has_place
        for file in self.files.values():
            file.close()

    async def _send_body(self, body: Body, client_left: "asyncio.Task[None]") -> None:
        for piece in body.pieces:
            if isinstance(piece, bytes):
                await self.send({"type": "http.response.body", "body": piece, "more_body": True})
            elif not await self._send_slice(piece, client_left):
                # The body stays without its end. The server then breaks the connection, and the client knows that
                # bytes are missing (contract 6.35).
                return
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_slice(self, part: Slice, client_left: "asyncio.Task[None]") -> bool:
        """Returns whether all of it was sent. It was not if the client has left, or the file has become shorter."""
        left, file = part.length, self.files[part.source]
        chunk_size = REMOTE_CHUNK if isinstance(part.source, RemoteFile) else CHUNK
        file.seek(part.start)
        while left > 0 and not client_left.done():
            try:
                chunk = await self._in_thread(part.source, file.read, min(chunk_size, left))
            except (OSError, MediaAway):
                return False
            if not chunk:
                return False
            left -= len(chunk)
            await self.send({"type": "http.response.body", "body": chunk, "more_body": True})
        return left == 0

    async def _in_thread(self, source: Source, call: Callable[..., Any], *arguments: object) -> Any:
        threads = self.streams.fetchers if isinstance(source, RemoteFile) else self.streams.readers
        return await asyncio.get_running_loop().run_in_executor(threads, call, *arguments)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _request_id(message: Message) -> str | None:
    request_id = dict(message["headers"]).get(ID_HEADER.lower().encode())
    return request_id.decode() if request_id else None
