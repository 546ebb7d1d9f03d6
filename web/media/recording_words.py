"""What is said of an uploaded recording: what it is, what is done with it, and what is wrong (contract 8.55)."""

from flask_babel import gettext as _
from flask_babel import ngettext

from models.media.originals import Original, is_missing
from models.media.preparing import UNREAD, MediaState, Preparing, Source

# What people call FFmpeg's containers and codecs. Any other is called by FFmpeg's name in capitals.
CONTAINERS = {
    "mp4": "MP4",
    "mov": "QuickTime",
    "3gp": "3GP",
    "webm": "WebM",
    "matroska": "Matroska (MKV)",
    "avi": "AVI",
    "mpegts": "MPEG-TS",
    "mpeg": "MPEG",
    "asf": "Windows Media",
    "flv": "Flash Video",
    "ogg": "Ogg",
}
CODECS = {
    "h264": "H.264",
    "hevc": "H.265 (HEVC)",
    "h263": "H.263",
    "mpeg1video": "MPEG-1",
    "mpeg2video": "MPEG-2",
    "mpeg4": "MPEG-4",
    "msmpeg4v3": "MS MPEG-4",
    "mjpeg": "Motion JPEG",
    "prores": "ProRes",
    "dvvideo": "DV",
    "theora": "Theora",
    "flv1": "Sorenson Spark",
    "mp3float": "MP3",
    "mp2": "MPEG Layer 2",
    "ac3": "AC-3",
    "eac3": "E-AC-3",
    "opus": "Opus",
    "vorbis": "Vorbis",
    "wmav2": "WMA",
    "amr_nb": "AMR",
}
# Below this, seconds say more than minutes.
MINUTES_FROM = 120


def source_words(source: Source) -> str:
    """Like "AVI, MPEG-4 and MP3."."""
    container = CONTAINERS.get(source.container, source.container.upper())
    # Of "WAV, PCM", "FLAC, FLAC" and "MP3, MP3" the container says enough.
    codecs = [name for name in map(_codec, source.codecs) if name not in {container, UNREAD.upper()}]
    if len(codecs) > 1:
        names = {"container": container, "picture": codecs[0], "sound": codecs[1]}
        return str(_("%(container)s, %(picture)s and %(sound)s.", **names))
    return f"{container}, {codecs[0]}." if codecs else f"{container}."


def _codec(name: str) -> str:
    return "PCM" if name.startswith("pcm_") else CODECS.get(name, name.upper())


def treatment_words(source: Source) -> str:
    if source.is_encoded:
        return str(_("It is being prepared so that every browser can play it."))
    return str(_("It is being rewritten so that every browser can play it. Picture and sound stay as they are."))


def told_to_owner(preparing: Preparing, original: Original | None) -> dict[str, object]:
    """What the owner's page says about the uploaded file. Its parts are named as in `preparation.js`."""
    is_open, file = preparing.progress is not None, original.file if original else None
    source, is_waiting = (original.source, original.is_waiting) if original else (None, False)
    # While it is being prepared, this is its trouble.
    is_gone = not is_open and original is not None and original.was_prepared and file is not None and is_missing(file)
    is_lost = preparing.state == MediaState.UNAVAILABLE and original is not None and original.was_prepared
    told: dict[str, object] = {
        "named": source is not None and (is_open or preparing.has_failed),
        "beside": is_open and preparing.state == MediaState.READY,
        "reason": reason(preparing) is not None,
        # What was made of it may be lost: then it is made again (contract 8.35).
        "failed": (preparing.has_failed or is_lost) and file is not None and not is_gone,
        "stays": preparing.has_failed and preparing.state == MediaState.READY and is_waiting,
        "is_missing": is_gone,
        "is_erased": original is not None and file is None,
    }
    return told | {
        "is_told": any(told.values()),
        "open": is_open,
        "is_waiting": is_waiting,
        "source": source_words(source) if source else None,
        "treatment": treatment_words(source) if source else None,
        "may_try_again": original is not None and original.was_prepared and file is not None and not is_gone,
    }


def reason(preparing: Preparing) -> str | None:
    """Why it cannot be shown or goes no further, or what is missing of it. None if all is well. In the language of the
    page, and in English on the command line."""
    if preparing.trouble:
        return str(_(preparing.trouble))
    missing = [] if preparing.usable_seconds is None else [_ends_early(preparing.usable_seconds)]
    if preparing.lost == "picture":
        missing.append(str(_("The picture of this file could not be read. Only its sound is used.")))
    if preparing.lost == "sound":
        missing.append(str(_("The sound of this file could not be read. Only its picture is used.")))
    return " ".join(missing) or None


def _ends_early(usable_seconds: float) -> str:
    minutes, seconds = round(usable_seconds / 60), round(usable_seconds)
    if usable_seconds >= MINUTES_FROM:
        return str(
            ngettext(
                "The file ends early. %(num)s minute of it could be used.",
                "The file ends early. %(num)s minutes of it could be used.",
                minutes,
            )
        )
    return str(
        ngettext(
            "The file ends early. %(num)s second of it could be used.",
            "The file ends early. %(num)s seconds of it could be used.",
            seconds,
        )
    )
