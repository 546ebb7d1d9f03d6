"""Copies what FFmpeg has written to where a session looks, as other encoders would have written it."""

import os
import re
import shutil
import time
from pathlib import Path
from urllib.parse import quote


def copy(
    folder: Path,
    work: Path,
    *,
    playlist: str,
    segment: str,
    shown: str | None = None,
    line_end: str = "\n",
    mark: bool = False,
    encoded: bool = False,
    is_slow: bool = False,
    break_every: int = 0,
) -> None:
    """`segment` is the path of a segment with its number in place of `{}`; `shown` is how the playlist names it."""
    if not (text := _read(work / "index.m3u8")):
        return
    lines = []
    named = shown or os.path.relpath(segment, Path(playlist).parent)
    for line in text.splitlines():
        if line.startswith("#"):
            lines.append(line)
            continue
        number = _number(line)
        _copy_once(work / line, folder / segment.format(number))
        name = named.format(number)
        if break_every and number % break_every == 0:
            lines.insert(len(lines) - 1, "#EXT-X-DISCONTINUITY")
        lines.append(quote(name) if encoded else name)
    content = ("\ufeff" if mark else "") + "".join(line + line_end for line in lines)
    _write(folder / playlist, content.encode(), is_slow=is_slow)


def _number(name: str) -> int:
    return int(re.findall(r"\d+", Path(name).stem)[-1])


def _read(path: Path) -> str:
    try:
        text = path.read_text()
    except FileNotFoundError:
        return ""
    return text if text.startswith("#EXTM3U") else ""


def _copy_once(source: Path, target: Path) -> None:
    """Again if it was written anew, as by an encoder that has started again."""
    try:
        written = source.stat().st_mtime_ns
        if target.exists() and target.stat().st_mtime_ns >= written:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except FileNotFoundError:
        # FFmpeg has dropped it.
        return


_last: dict[Path, bytes] = {}


def _write(target: Path, content: bytes, *, is_slow: bool = False) -> None:
    if _last.get(target) == content:
        return
    _last[target] = content
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_slow:
        with target.open("wb", buffering=0) as file:
            half = len(content) // 2
            for piece in (content[:half], content[half:]):
                file.write(piece)
                time.sleep(0.1)
        return
    new = target.with_name(target.name + ".bak")
    new.write_bytes(content)
    new.replace(target)


def two_qualities(folder: Path) -> None:
    """FFmpeg says the same of both variants here, because it encodes neither. In truth they differ."""
    master = folder / "master.m3u8"
    text = _read(master)
    numbers = re.findall(r"(?<![A-Z-])BANDWIDTH=\d+", text)
    if len(numbers) == 2 and numbers[0] == numbers[1]:
        first, second = text.split(numbers[0])[0], text.split(numbers[0])[1:]
        master.write_text(f"{first}BANDWIDTH=900000{second[0]}BANDWIDTH=300000{second[1]}")


def low_latency(folder: Path, work: Path) -> None:
    """Parts of half a second, four to a segment, and a list of playlists as MediaMTX writes it."""
    text = _read(work / "index.m3u8")
    found = re.findall(r"^#EXTINF:([0-9.]+),\n(\S+)$", text, re.MULTILINE)
    if not found:
        return
    shutil.copyfile(work / "init.mp4", folder / "init.mp4")
    numbers = {_number(name): (float(seconds), name) for seconds, name in found}
    first = (min(numbers) + 3) // 4
    last = (max(numbers) + 1) // 4
    lines = ["#EXTM3U", "#EXT-X-VERSION:9", "#EXT-X-TARGETDURATION:2"]
    lines += ["#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.8,CAN-SKIP-UNTIL=18"]
    lines += ["#EXT-X-PART-INF:PART-TARGET=0.6", f"#EXT-X-MEDIA-SEQUENCE:{first}", '#EXT-X-MAP:URI="init.mp4"']
    for segment in range(first, last + 1):
        parts = [numbers[number] for number in range(segment * 4, segment * 4 + 4) if number in numbers]
        for number, (seconds, name) in enumerate(parts):
            _copy_once(work / name, folder / f"part{segment}.{number}.mp4")
            if segment > last - 3:
                independent = ",INDEPENDENT=YES" if number % 2 == 0 else ""
                lines.append(f'#EXT-X-PART:DURATION={seconds},URI="part{segment}.{number}.mp4"{independent}')
        if segment < last:
            whole = b"".join((work / name).read_bytes() for _seconds, name in parts if (work / name).exists())
            if not (folder / f"seg{segment}.mp4").exists():
                (folder / f"seg{segment}.mp4").write_bytes(whole)
            lines += [f"#EXTINF:{sum(seconds for seconds, _name in parts):.5f},", f"seg{segment}.mp4"]
    lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part{last}.{len(parts)}.mp4"')
    _write(folder / "video1_stream.m3u8", ("\n".join(lines) + "\n").encode())
    variant = '#EXT-X-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.42c00b,mp4a.40.2"'
    variants = f"#EXTM3U\n#EXT-X-VERSION:9\n{variant}\nvideo1_stream.m3u8\n"
    _write(folder / "index.m3u8", variants.encode())


def with_subtitles(folder: Path, work: Path) -> None:
    """Words for each segment, in a list of their own."""
    copy(folder, work, playlist="video.m3u8", segment="s{}.ts")
    text = _read(work / "index.m3u8")
    if not text:
        return
    lines = []
    for line in text.splitlines():
        if line.startswith("#"):
            lines.append(line)
            continue
        number = _number(line)
        lines.append(f"words{number}.webvtt")
        clock = f"{number // 30:02}:{number * 2 % 60:02}"
        end = f"{(number + 1) // 30:02}:{(number + 1) * 2 % 60:02}"
        words = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:126000,LOCAL:00:00:00.000\n\n"
        words += f"00:{clock}.000 --> 00:{end}.000\nWords {number}\n"
        if not (folder / f"words{number}.webvtt").exists():
            (folder / f"words{number}.webvtt").write_text(words)
    _write(folder / "words.m3u8", ("\n".join(lines) + "\n").encode())
    group = '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="w",NAME="English",LANGUAGE="en",URI="words.m3u8"\n'
    variant = '#EXT-X-STREAM-INF:BANDWIDTH=300000,SUBTITLES="w"\nvideo.m3u8\n'
    _write(folder / "master.m3u8", ("#EXTM3U\n" + group + variant).encode())
