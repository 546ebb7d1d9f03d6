"""The name of a file that is downloaded (RFC 6266): in every script, and one that every system can store."""

import re
import unicodedata
from urllib.parse import quote

# Of the whole name. No file system takes more than 255 bytes, and a letter may take 4.
MOST_LETTERS = 80
MOST_BYTES = 240
# These have a meaning in a path, on some system.
IN_PATHS = set('/\\:*?"<>|')
# They are invisible, and belong to the spelling of some languages and to some pictures.
JOINERS = "\u200c\u200d"
# Windows takes such a name for a device, whatever follows its first dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³]) *", re.IGNORECASE)


def attachment(name: str, suffix: str, *, otherwise: str) -> str:
    """The header Content-Disposition of a file called `name` and then `suffix`, which has the ending. `otherwise` takes
    the place of a name of which nothing can be used, in plain letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace("%", "")
    names = [_safe(each, suffix) or otherwise + suffix for each in (plain, name)]
    return f"attachment; filename=\"{names[0]}\"; filename*=UTF-8''{quote(names[1], safe='')}"


def _safe(name: str, suffix: str) -> str:
    """Empty if nothing is left of the name."""
    one_line = " ".join(unicodedata.normalize("NFC", name).split())
    kept = " ".join("".join(filter(_is_kept, one_line)).split()).strip(". " + JOINERS)
    cut = _cut(kept, len(suffix), len(suffix.encode())).strip(". " + JOINERS)
    if not cut:
        return ""
    return f"_{cut}{suffix}" if _DEVICE.fullmatch(f"{cut}{suffix}".partition(".")[0]) else cut + suffix


def _is_kept(letter: str) -> bool:
    return letter in JOINERS or (letter not in IN_PATHS and unicodedata.category(letter)[0] != "C")


def _cut(name: str, letters: int, size: int) -> str:
    """Leaves room for so many letters and bytes. A letter goes with all its marks, or stays with all."""
    end = len(name[: MOST_LETTERS - letters].encode()[: MOST_BYTES - size].decode(errors="ignore"))
    while 0 < end < len(name) and (_is_joined(name[end]) or name[end - 1] in JOINERS):
        end -= 1
    return name[:end]


def _is_joined(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter) in {"Mn", "Mc", "Me", "Sk"}
