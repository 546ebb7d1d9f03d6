"""Sizes of files, as people read them."""


def readable_size(size: int) -> str:
    for unit in ("bytes", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            break
        size //= 1024
    return f"{size} {unit}"
