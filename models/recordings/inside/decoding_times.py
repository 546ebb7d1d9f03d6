"""When the packets of a copied stream are decoded, where their file does not say it."""

from collections.abc import Iterator
from typing import Any

from av.packet import Packet

# So many packets without a time of decoding are looked at together.
MOST_WAITING = 500


def with_decoding_times(packets: "Iterator[Packet[Any]]") -> "Iterator[Packet[Any]]":
    """Matroska does not say when the first packets are decoded if pictures are shown in another order. They get even
    times before the first one that is known."""
    waiting: dict[int, list[Packet[Any]]] = {}
    known = set()
    for packet in packets:
        index = packet.stream_index
        # The last one, if it was cut off. Browsers refuse the whole file because of it. Other damage is encoded.
        if not packet.size or packet.is_corrupt or packet.time_base is None:
            continue
        if packet.dts is not None:
            known.add(index)
            yield from _before(packet.dts, waiting.pop(index, []))
            yield packet
        elif packet.pts is not None and index not in known:
            waiting.setdefault(index, []).append(packet)
            if len(waiting[index]) == MOST_WAITING:
                yield from _in_order(waiting.pop(index))
    for early in waiting.values():
        yield from _in_order(early)


def _before(dts: int, early: "list[Packet[Any]]") -> "Iterator[Packet[Any]]":
    for place, packet in enumerate(early):
        packet.dts = dts - max(1, packet.duration or 0) * (len(early) - place)
        yield packet


def _in_order(packets: "list[Packet[Any]]") -> "Iterator[Packet[Any]]":
    """Decoded in even steps, each before it is shown."""
    shown = sorted(packet.pts or 0 for packet in packets)
    late = max(time - (packet.pts or 0) for time, packet in zip(shown, packets, strict=True))
    for time, packet in zip(shown, packets, strict=True):
        packet.dts = time - late
        yield packet
