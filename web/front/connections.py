"""Connections with limits for request heads: in bytes, in time, and in number for each address.

A head is what comes before the body of a request: its first line and its headers (contract 6.36, 6.37, 6.38). A
connection is also closed when its client reads too slowly, and it lingers when its client is still sending.
"""

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from models.config.settings import settings
from web.front import framing
from web.front.answered_request import AnsweredRequest
from web.front.first_lines import FirstLine
from web.front.kernel_sending import KERNEL_SENDING, KernelSending
from web.front.lingering import LINGER_SECONDS_OF_A_BODY, LINGER_SECONDS_OF_A_HEAD, AnswerTransport, Lingering
from web.front.refusing import refusal_for_connection
from web.front.slow_readers import ReaderWatch, bound_what_waits
from web.front.waiting_heads import MAX_HEAD_BYTES, WaitingHead
from web.requests.client_address import client_network

# After a signal to stop, an idle connection stays open this long.
LINGER_SECONDS = 0.25
# The parser gets this much at a time, so a head exceeds the limit by no more than this.
PIECE_BYTES = 16 * 1024


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with these limits. By itself it keeps a head of any length for any time (facts 53)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        config = settings()
        # Behind a proxy all connections have the same address, so they are not counted.
        is_counted = config.trusted_hops == 0 and config.rate_limit == "on"
        address = client_network(self.client[0] if self.client else None)
        self._head = WaitingHead(transport, address if is_counted else None, self._refuse)
        self._first_line = FirstLine()
        self._lingering = Lingering(transport, self.loop)
        bound_what_waits(transport)
        self._reader = ReaderWatch(transport, self.loop)
        self._is_received = True
        # The head of a request that asks for another protocol, without that wish.
        self._replayed: bytes | None = None
        self._answered = AnsweredRequest(self)
        self._head.begin()

    def shutdown(self) -> None:
        """A proxy may just have sent a request on an idle connection. It is answered before the connection closes."""
        self._answered.be_last()
        if self._is_idle():
            self.loop.call_later(LINGER_SECONDS, self._close_if_idle)
        else:
            super().shutdown()

    def _is_idle(self) -> bool:
        return self.cycle is None or bool(self.cycle.response_complete)

    def _close_if_idle(self) -> None:
        if self._is_idle():
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head.end()
        self._lingering.stop()
        self._reader.stop()
        self._answered.tell_that_client_left()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered.begin(cycle)
        super()._start_asgi_task(cycle, app)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reader.stop()
        self._reader.start()

    def resume_writing(self) -> None:
        self._reader.stop()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self._lingering.count(len(data))
        for start in range(0, len(data), PIECE_BYTES):
            if self.transport.is_closing() or self._lingering.is_closing:
                return
            piece = data[start : start + PIECE_BYTES]
            self._head.unfinished += len(piece)
            self._feed(self._first_line.in_ascii(piece))
            if self._head.unfinished > MAX_HEAD_BYTES:
                self._refuse(431)

    def _feed(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            # The parser takes what follows for the other protocol. A new one reads the request as HTTP.
            head, self._replayed = self._replayed or b"", None
            self.parser = httptools.HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
            self._feed(head + data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse(400)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_received = False
        if not self.flow.write_paused:
            # The next answer would be measured together with this one.
            self._reader.stop()
        self.scope.update(self._answered.means())  # type: ignore[typeddict-item]
        if not self._head.is_awaited:
            self._head.begin()

    def on_headers_complete(self) -> None:
        """Raises UnclearRequest, which the parser passes on as an error of its own."""
        version = self.parser.get_http_version()
        framing.check(version, self.headers)
        if self.parser.should_upgrade():
            self._replayed = framing.without_upgrade(self.parser.get_method(), self.url, version, self.headers)
            return
        self.url = framing.origin_form(self.parser.get_method(), self.url, self.headers)
        self._head.unfinished = 0
        self._head.end()
        super().on_headers_complete()
        self.cycle.transport = AnswerTransport(self.transport, self._lingering, lambda: self._is_received)  # type: ignore[assignment]
        self.scope[KERNEL_SENDING] = KernelSending(self.transport, self.cycle)  # type: ignore[literal-required]
        if self._answered.is_last and self.cycle is not None:
            self.cycle.keep_alive = False

    def on_header(self, name: bytes, value: bytes) -> None:
        # Nobody reads fields after a body, so they are not kept.
        if self._head.is_awaited:
            # The parser leaves the white space behind a value, which is no part of it (RFC 9110, 5.5).
            super().on_header(name, value.rstrip(b" \t"))

    def on_body(self, body: bytes) -> None:
        self._head.unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        if self._replayed is not None:
            return
        self._is_received = True
        if not self._lingering.is_closing:
            self._lingering.stop()
        self._head.unfinished = 0
        self._first_line.begin()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._reader.start()
        if not self._lingering.is_closing:
            super().on_response_complete()
            if not self._is_received:
                self._lingering.start(LINGER_SECONDS_OF_A_BODY)

    def _refuse(self, status: int) -> None:
        is_partly_sent = self._answered.is_partly_sent()
        self.pipeline.clear()
        self._answered.tell_that_client_left()
        # No status is sent in the middle of another answer, or to a client that has sent nothing.
        if is_partly_sent or (status == 408 and not self._head.unfinished):
            self.transport.close()
        else:
            self.transport.write(refusal_for_connection(status))
            self._head.end()
            self._lingering.close(LINGER_SECONDS_OF_A_HEAD)
