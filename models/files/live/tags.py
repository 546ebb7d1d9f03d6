"""The tags of playlists: what each of them is about (HLS, RFC 8216bis)."""

import re

from models.files.live import attributes

NAMING_PLAYLISTS = ("#EXT-X-STREAM-INF:", "#EXT-X-MEDIA:", "#EXT-X-I-FRAME-STREAM-INF:", "#EXT-X-IMAGE-STREAM-INF:")
# They hold for all segments that follow, until the next one.
HOLDING = ("#EXT-X-KEY", "#EXT-X-MAP")
OF_A_SEGMENT = ("#EXTINF:", "#EXT-X-PROGRAM-DATE-TIME:", "#EXT-X-BYTERANGE:")
# Their ranges are those of a file that is being written (LL-HLS).
PARTS = {"#EXT-X-PART", "#EXT-X-PRELOAD-HINT"}
COUNTERS = {"#EXT-X-TARGETDURATION", "#EXT-X-MEDIA-SEQUENCE", "#EXT-X-DISCONTINUITY-SEQUENCE"}
# Counters are written anew. A live stream has no end and no kind, and nobody waits here for a part or for a shorter
# list (facts 130).
LEFT_OUT = {
    "#EXT-X-TARGETDURATION",
    "#EXT-X-MEDIA-SEQUENCE",
    "#EXT-X-DISCONTINUITY-SEQUENCE",
    "#EXT-X-ENDLIST",
    "#EXT-X-PLAYLIST-TYPE",
    "#EXT-X-PRELOAD-HINT",
    "#EXT-X-RENDITION-REPORT",
    "#EXT-X-CONTENT-STEERING",
    "#EXT-X-SKIP",
    "#EXT-X-ALLOW-CACHE",
}
SIGNS_OF_SEGMENTS = ("#EXTINF:", "#EXT-X-TARGETDURATION:")
# hls.js plays nothing if one of them stands there twice.
ONCE = {
    "#EXT-X-VERSION",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    "#EXT-X-I-FRAMES-ONLY",
    "#EXT-X-START",
    "#EXT-X-PART-INF",
    "#EXT-X-SERVER-CONTROL",
    "#EXT-X-MEDIA-SEQUENCE",
    "#EXT-X-DISCONTINUITY-SEQUENCE",
}
OF_THE_LIST = {*ONCE, "#EXT-X-DEFINE"}


def seconds_in(line: str) -> float:
    """The length that a tag names. 0 if it names none."""
    written = _value(line, "DURATION")
    return float(written) if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", written, re.ASCII) else 0.0


def range_in(line: str) -> range | None:
    """The bytes of a file that a tag names."""
    written = _value(line, "BYTERANGE")
    part = re.fullmatch(r"(\d{1,18})(?:@(\d{1,18}))?", written, re.ASCII)
    return range(int(part[2] or 0), int(part[2] or 0) + int(part[1])) if part else None


def _value(line: str, name: str) -> str:
    return next((each.value for each in attributes.read(line) if each.name.upper() == name), "")


def without_waiting(line: str) -> str:
    name, _, attributes = line.partition(":")
    kept = [one for one in attributes.split(",") if not one.strip().startswith(("CAN-BLOCK-RELOAD", "CAN-SKIP"))]
    return f"{name}:{','.join(kept)}" if kept else ""
