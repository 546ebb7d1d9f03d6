"""The disk of the media folder is full, or the disk of the database. The disks are small tmpfs mounts, so this needs
root."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from models.files.arriving import SPARE_BYTES
from tests.proofs.faults.browser import Browser
from tests.proofs.faults.database import wait_for_postgresql
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.rig import Rig
from tests.vocabulary.pages import inputs
from tests.vocabulary.uploads import MULTIPART, raw_form_head
from tests.vocabulary.waiting import wait_until

MEGABYTE = 1024**2
TITLE = "A title that was typed"


@contextmanager
def on_small_disk(folder: Path, size: int) -> Iterator[None]:
    """Move this folder to a disk of `size` bytes, and back at the end."""
    aside = folder.with_name(f"{folder.name}-aside")
    subprocess.run(["cp", "-a", str(folder), str(aside)], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", str(folder)], check=True)
        yield
    finally:
        shutil.rmtree(aside)
        subprocess.run(["cp", "-a", str(folder), str(aside)], check=True)
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        subprocess.run(["cp", "-a", f"{aside}/.", str(folder)], check=True)
        shutil.rmtree(aside)


def fill(folder: Path) -> Path:
    """Fill the disk to the last byte. Returns the file to delete."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (MEGABYTE, 4096):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))
    return filler


def fill_media_disk(rig: Rig, scale: float) -> Finding:
    finding = Finding("disk of the media folder full, before and during an upload")
    media = rig.site.data / "media"
    with on_small_disk(media, SPARE_BYTES + 64 * MEGABYTE), rig.people(finding):
        item = rig.items[0]
        browser = Browser(rig.site.address, finding.journal.counts)
        browser.sign_in(item.email, item.password)
        csrf_token = inputs(browser.send("GET", "/media/new").text)["csrf_token"]
        for _ in range(max(2, round(10 * scale))):
            for during in (False, True):
                filler = None if during else fill(media)
                answer, filler = upload(browser, csrf_token, media, filler)
                filler.unlink()
                finding.times += 1
                check_answer(finding, answer)
        finding.expect("left of uploads", len(list(media.glob("arriving/upload-*"))), 0)
    return finding


def check_answer(finding: Finding, answer: bytes) -> None:
    head, _, page = answer.decode("utf-8", "replace").partition("\r\n\r\n")
    finding.expect("a full disk answers", head.split(" ")[1] if " " in head else "nothing", "503")
    finding.expect("with Retry-After", "retry-after: " in head.lower(), True)
    finding.expect("title kept", TITLE in page, True)


def upload(browser: Browser, csrf_token: str, media: Path, filler: Path | None) -> tuple[bytes, Path]:
    """Upload 20 MB. Without a `filler`, fill the disk after the first bytes. Returns the answer and the filler."""
    head = raw_form_head({"csrf_token": csrf_token, "title": TITLE}, "file", "x.mp4")
    body = head + bytes(20 * MEGABYTE) + b"\r\n--b--\r\n"
    address = urlsplit(browser.address)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    lines = ["POST /media/new HTTP/1.1", f"Host: {address.netloc}", f"Cookie: {cookies}", "Connection: close"]
    lines += [f"Content-Type: {MULTIPART}", f"Content-Length: {len(body)}"]
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=120) as connection:
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body[: 2 * MEGABYTE])
        if filler is None:
            wait_until("its first bytes are on the disk", lambda: any(media.glob("arriving/upload-*")))
            time.sleep(0.5)
            filler = fill(media)
        received = b""
        with suppress(OSError):
            connection.sendall(body[2 * MEGABYTE :])
        while chunk := connection.recv(65536):
            received += chunk
    return received, filler


def fill_database_disk(rig: Rig, scale: float) -> Finding:
    """The whole folder of PostgreSQL is on the disk, with its write-ahead log."""
    finding = Finding("disk of the database full")
    folder = rig.site.folder / "postgresql"
    rig.engine.dispose()
    rig.site.stop("postgres")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    with on_small_disk(folder, size + 96 * MEGABYTE):
        rig.site.start("postgres")
        wait_for_postgresql(rig)
        with rig.people(finding):
            for _ in range(max(1, round(10 * scale))):
                filler = fill(folder)
                time.sleep(max(5.0, 20 * scale))
                filler.unlink()
                finding.times += 1
                wait_for_postgresql(rig)
                time.sleep(2)
        rig.engine.dispose()
        rig.site.stop("postgres")
    rig.site.start("postgres")
    wait_for_postgresql(rig)
    return finding
