"""The sentences with which a stranger's file is refused. The child process may choose among these only."""

from models.errors import translatable

EMPTY = translatable("This file is empty. Choose a video file.")
LARGE_VIDEO = translatable("This picture is %(width)s × %(height)s. Up to 8192 × 4320, either way up, can be used.")
LONG_VIDEO = translatable("This recording is longer than 24 hours.")
ENCRYPTED_VIDEO = translatable("This file is encrypted.")
DOLBY_VISION = translatable("This picture is in Dolby Vision profile 5, which cannot be converted.")
NO_STREAMS = translatable("This file holds no picture and no sound.")
UNPLAYABLE = translatable("Nothing in this file can be played.")

NOT_A_PICTURE = translatable("This file is not a picture that can be a poster. Choose a JPEG, PNG or WebP file.")
BROKEN_PICTURE = translatable("This picture is damaged or has more than 40 million pixels. Choose another one.")

NOT_WEBVTT = translatable(
    "This is not a WebVTT file. It must start with WEBVTT, be UTF-8 text and contain at least one caption."
)
NO_CAPTION_SHOWN = translatable("No caption in this file would be shown. A caption must end after it starts.")

SENTENCES = frozenset(
    {
        *(EMPTY, DOLBY_VISION, LARGE_VIDEO, LONG_VIDEO, ENCRYPTED_VIDEO, NO_STREAMS, UNPLAYABLE),
        *(NOT_A_PICTURE, BROKEN_PICTURE, NOT_WEBVTT, NO_CAPTION_SHOWN),
    }
)
