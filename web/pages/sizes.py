"""Sizes of files, as people read them."""


def readable_size(size: int) -> str:
    """Rounded down, by less than a tenth: "1945 MB", because "1 GB" would be far less than 1.9 GB."""
    for unit in ("bytes", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB" or (size < 10 * 1024 and size % 1024):
            break
        size //= 1024
    return f"{size} {unit}"
