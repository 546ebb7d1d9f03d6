"""The sentences with which a stranger's file is refused. The child process may choose among these only."""

from models.errors import translatable

EMPTY = translatable("This file is empty. Choose a video or audio file.")
LARGE_VIDEO = translatable("This picture is %(width)s × %(height)s. Up to 8192 × 4320, either way up, can be used.")
LONG_VIDEO = translatable("This recording is longer than 24 hours.")
ENCRYPTED_VIDEO = translatable("This file is encrypted.")
DOLBY_VISION = translatable("This picture is in Dolby Vision profile 5, which cannot be converted.")
NO_STREAMS = translatable("This file holds no picture and no sound.")
SLOW = translatable("Checking this file took too long. Try again later.")
UNPLAYABLE = translatable("Nothing in this file can be played.")

NOT_A_PICTURE = translatable("This file is not a picture that can be a poster. Choose a JPEG, PNG or WebP file.")
NOT_A_LOGO = translatable("This file is not a picture that can be a logo. Choose a PNG, JPEG or WebP file, not an SVG.")
BROKEN_PICTURE = translatable("This picture is damaged or has more than 40 million pixels. Choose another one.")

NO_CAPTIONS = translatable("No captions could be read in this file. Choose a WebVTT, SRT, SBV or TTML file.")
LARGE_CAPTIONS = translatable("These captions would take more than 8 MB as WebVTT. Use fewer or shorter ones.")

SENTENCES = frozenset(
    {
        *(EMPTY, DOLBY_VISION, LARGE_VIDEO, LONG_VIDEO, ENCRYPTED_VIDEO, NO_STREAMS, UNPLAYABLE),
        *(NOT_A_PICTURE, NOT_A_LOGO, BROKEN_PICTURE, NO_CAPTIONS, LARGE_CAPTIONS),
    }
)
