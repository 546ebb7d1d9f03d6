"""What is known of a recording after it was inspected."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """The words are FFmpeg's. What is not known is "" or 0."""

    codec: str
    profile: str
    pixel_format: str
    # As coded, before the player turns it.
    width: int
    height: int
    # Frames a second.
    frame_rate: float
    # 0, 90, 180 or 270: how far a player turns the picture clockwise.
    rotation: int
    # The width of a pixel divided by its height, at the beginning.
    sample_aspect: float
    # The transfer of light: bt709, smpte2084 (PQ), arib-std-b67 (HLG), ...
    transfer: str
    # The profile of Dolby Vision. None if the picture is not in Dolby Vision.
    dolby_vision: int | None
    # The level, as the codec counts it: 42 is 4.2 of H.264.
    level: int = 0
    # The container's four letters for the codec, where it has some: avc1, hvc1, ...
    tag: str = ""
    is_interlaced: bool = False
    # A player mirrors the picture left to right before it turns it. Cameras for selfies ask for that.
    is_mirrored: bool = False
    # It is to be turned by another angle. The nearest quarter turn is taken.
    is_askew: bool = False
    # The container gives its pixels another shape than the pictures themselves do, or one of them is damaged.
    is_reshaped: bool = False
    # It changes on its way, is damaged, or is not described at its beginning. A copy would play otherwise.
    is_irregular: bool = False


@dataclass(frozen=True)
class Sound:
    """The words are FFmpeg's."""

    codec: str
    profile: str
    channels: int
    sample_rate: int
    # Like that of a picture. Sound is so too where it has gaps: Chrome plays what comes behind them too early.
    is_irregular: bool = False


@dataclass(frozen=True)
class Inspected:
    """A recording. Its picture and its sound are the streams that are used; cover art is no picture."""

    # "mp4", "webm", "matroska", "avi", "mpegts", ...
    container: str
    # In bytes.
    size: int
    # The seconds that can be used. They are measured where the file does not say its length.
    duration: float
    picture: Picture | None
    sound: Sound | None
    knows_length: bool
    # Its index stands before its data, so a player can start and seek at once.
    starts_quickly: bool
    # It carries no location, no metadata of a device or a person, and no stream of data.
    is_clean: bool
    # It was cut off and is used as far as it goes.
    ends_early: bool
    # A JPEG of an early frame. Empty if none could be made.
    poster: bytes
    # Its parts are to be played in another order, or some not at all.
    is_edited: bool = False
    # Its last picture stands for longer than a second, without sound. Chrome cannot seek there.
    ends_still: bool = False
    # Several recordings were put one behind the other. Their times may begin anew.
    is_put_together: bool = False
    # "picture" or "sound" if there is one of which nothing can be decoded, and nothing else of its kind.
    lost: str = ""
