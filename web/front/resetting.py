"""Ends a connection at once, with what the kernel still holds for its client."""

import asyncio
import socket
import struct

AT_ONCE = struct.pack("ii", 1, 0)


def reset(transport: asyncio.Transport) -> None:
    """After an ordinary close, the kernel would go on offering its bytes to a client that does not take them."""
    connection = transport.get_extra_info("socket")
    if connection is not None and not transport.is_closing():
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    transport.abort()
