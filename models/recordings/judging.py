"""Which recordings play in every browser as they are, and what has to be done to the others (contract 8.20)."""

from dataclasses import dataclass
from enum import StrEnum

from models.recordings.inspected import Inspected, Picture, Sound


class Treatment(StrEnum):
    """What is done to a stream. NONE: there is none, or nothing has to be done."""

    NONE = "none"
    COPY = "copy"
    ENCODE = "encode"


@dataclass(frozen=True)
class Judgement:
    # The uploaded file itself is sent to everybody. Nothing has to be prepared.
    is_playable: bool
    # The uploaded file itself is sent to the browsers that can play it, and an MP4 is prepared for the others.
    is_shown: bool
    # Of the uploaded file.
    content_type: str
    ending: str
    picture: Treatment
    sound: Treatment

    @property
    def kind(self) -> str:
        """The kind of the item: "video" or "audio"."""
        return "audio" if self.content_type.startswith("audio/") else "video"


# H.264 that all browsers decode: 8 bit, 4:2:0.
PROFILES = {"Baseline", "Constrained Baseline", "Main", "High"}
PIXEL_FORMATS = {"yuv420p", "yuvj420p"}
# Level 5.2, in blocks of 16 by 16 pixels: 4096 by 2304, or 4K at 60 frames a second.
MOST_BLOCKS, MOST_BLOCKS_A_SECOND = 36_864, 2_073_600
# The four letters of H.264 whose parameters stand in the header. Containers other than MP4 have none.
TAGS = {"", "avc1", "H264", "h264"}
# Light that has to be converted for ordinary screens: PQ and HLG.
HIGH_DYNAMIC_RANGE = {"smpte2084", "arib-std-b67"}
# The codec, its profiles (FFmpeg has none for MP3), and the most channels.
SOUNDS_EVERYWHERE: dict[str, tuple[set[str], int]] = {"aac": ({"LC"}, 6), "mp3": ({""}, 2)}
MOST_SAMPLES_A_SECOND = 96_000

# Containers whose streams can be copied: they say when each picture is shown. AVI does not, and raw AAC does.
PICTURE_CAN_BE_COPIED = {"mp4", "mov", "3gp", "matroska", "webm", "mpegts", "flv"}
SOUND_CAN_BE_COPIED = PICTURE_CAN_BE_COPIED | {"mp3", "aac"}
# Here a picture can be turned only by what it says of itself, which browsers do not read.
CANNOT_TURN = {"mpegts", "flv"}
PLAYS_EVERYWHERE = {"video": {"mp4"}, "audio": {"mp4", "mp3"}}

# What browsers play in WebM, and how they are asked for it (RFC 6381).
WEBM_PICTURES = {"vp8": "vp8", "vp9": "vp9", "av1": "av01.0.08M.08"}
WEBM_SOUNDS = {"opus": "opus", "vorbis": "vorbis"}
WEBM_PIXEL_FORMATS = {"yuv420p", "yuvj420p", "yuva420p"}

# The content type and the ending for each container: with a picture, and of sound alone. Others are like "video/x-dv".
TYPES = {
    "mp4": (("video/mp4", "mp4"), ("audio/mp4", "m4a")),
    "mov": (("video/quicktime", "mov"), ("audio/quicktime", "mov")),
    "3gp": (("video/3gpp", "3gp"), ("audio/3gpp", "3gp")),
    "webm": (("video/webm", "webm"), ("audio/webm", "webm")),
    "matroska": (("video/x-matroska", "mkv"), ("audio/x-matroska", "mka")),
    "avi": (("video/x-msvideo", "avi"), ("audio/x-msvideo", "avi")),
    "mpegts": (("video/mp2t", "ts"), ("audio/mp2t", "ts")),
    "mpeg": (("video/mpeg", "mpg"), ("audio/mpeg", "mpg")),
    "asf": (("video/x-ms-wmv", "wmv"), ("audio/x-ms-wma", "wma")),
    "flv": (("video/x-flv", "flv"), ("audio/x-flv", "flv")),
    "ogg": (("video/ogg", "ogv"), ("audio/ogg", "ogg")),
    "mp3": (("video/mpeg", "mp3"), ("audio/mpeg", "mp3")),
}


def judge(inspected: Inspected) -> Judgement:
    content_type, ending = _type(inspected)
    picture, sound = _picture_treatment(inspected), _sound_treatment(inspected)
    containers = PLAYS_EVERYWHERE["audio" if inspected.picture is None else "video"]
    if inspected.container in containers and _can_be_sent(inspected) and Treatment.ENCODE not in {picture, sound}:
        return Judgement(True, False, content_type, ending, Treatment.NONE, Treatment.NONE)
    return Judgement(False, _is_shown(inspected), content_type, ending, picture, sound)


def _can_be_sent(inspected: Inspected) -> bool:
    """Whether guests may be sent the file itself, and it starts, seeks and knows its length."""
    is_whole = inspected.knows_length and not inspected.ends_early and not inspected.ends_still
    return inspected.is_clean and inspected.starts_quickly and is_whole


def _picture_treatment(inspected: Inspected) -> Treatment:
    picture = inspected.picture
    if picture is None:
        return Treatment.NONE
    is_turned = picture.rotation and inspected.container in CANNOT_TURN
    is_left = not (_is_rearranged(inspected) or inspected.ends_still or is_turned)
    can_be_copied = inspected.container in PICTURE_CAN_BE_COPIED and is_left
    return Treatment.COPY if can_be_copied and _picture_plays_everywhere(picture) else Treatment.ENCODE


def _is_rearranged(inspected: Inspected) -> bool:
    """Whether copied streams would play otherwise: parts may differ in what a header says once, or begin with tags."""
    return inspected.is_edited or inspected.is_put_together


def _picture_plays_everywhere(picture: Picture) -> bool:
    blocks = -(-picture.width // 16) * -(-picture.height // 16)
    return (
        picture.codec == "h264"
        and picture.profile in PROFILES
        and picture.pixel_format in PIXEL_FORMATS
        and picture.tag in TAGS
        and picture.transfer not in HIGH_DYNAMIC_RANGE
        and blocks <= MOST_BLOCKS
        and blocks * picture.frame_rate <= MOST_BLOCKS_A_SECOND
        and not picture.is_interlaced
        # Browsers know quarter turns, and not all of them anything else. Of two shapes of pixels each takes its own.
        and not (picture.is_mirrored or picture.is_askew or picture.is_reshaped or picture.is_irregular)
    )


def _sound_treatment(inspected: Inspected) -> Treatment:
    sound = inspected.sound
    if sound is None:
        return Treatment.NONE
    can_be_copied = inspected.container in SOUND_CAN_BE_COPIED and not _is_rearranged(inspected)
    return Treatment.COPY if can_be_copied and _sound_plays_everywhere(sound) else Treatment.ENCODE


def _sound_plays_everywhere(sound: Sound) -> bool:
    profiles, channels = SOUNDS_EVERYWHERE.get(sound.codec, (set(), 0))
    is_modest = sound.channels <= channels and sound.sample_rate <= MOST_SAMPLES_A_SECOND
    return sound.profile in profiles and is_modest and not sound.is_irregular


def _is_shown(inspected: Inspected) -> bool:
    picture, sound = inspected.picture, inspected.sound
    return (
        inspected.container == "webm"
        and _can_be_sent(inspected)
        and (picture is None or _picture_plays_in_webm(picture))
        and (sound is None or (sound.codec in WEBM_SOUNDS and not sound.is_irregular))
    )


def _picture_plays_in_webm(picture: Picture) -> bool:
    return (
        picture.codec in WEBM_PICTURES
        and picture.pixel_format in WEBM_PIXEL_FORMATS
        and picture.transfer not in HIGH_DYNAMIC_RANGE
        and not (picture.rotation or picture.is_mirrored or picture.is_askew)
    )


def _type(inspected: Inspected) -> tuple[str, str]:
    kind = "audio" if inspected.picture is None else "video"
    types = TYPES.get(inspected.container)
    content_type, ending = types[kind == "audio"] if types else (f"{kind}/x-{inspected.container}", inspected.container)
    if _is_shown(inspected):
        codecs = [WEBM_PICTURES[inspected.picture.codec]] if inspected.picture else []
        codecs += [WEBM_SOUNDS[inspected.sound.codec]] if inspected.sound else []
        # So that a browser without AV1 takes the MP4.
        content_type += f'; codecs="{", ".join(codecs)}"'
    return content_type, ending
