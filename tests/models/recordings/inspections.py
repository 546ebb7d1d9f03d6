"""What the inspection says of a film that plays everywhere, and of its parts."""

from models.recordings.inspected import Inspected, Picture, Sound

H264 = Picture(
    codec="h264",
    profile="High",
    pixel_format="yuv420p",
    width=1920,
    height=1080,
    frame_rate=30.0,
    rotation=0,
    sample_aspect=1.0,
    transfer="bt709",
    dolby_vision=None,
    level=40,
    tag="avc1",
)
AAC = Sound("aac", "LC", 2, 48000)
MP3 = Sound("mp3", "", 2, 44100)
GOOD = Inspected(
    container="mp4",
    size=1000,
    duration=10.0,
    picture=H264,
    sound=AAC,
    knows_length=True,
    starts_quickly=True,
    is_clean=True,
    ends_early=False,
    poster=b"",
)
