"""A disk that is full: the media folder's under an upload, and the database's. Small tmpfs mounts of the rig (root)."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.files.folder import SPARE_BYTES
from tests.proofs.faults.browser import Browser
from tests.proofs.faults.database import accepts
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.rig import Ground
from tests.vocabulary.pages import inputs
from tests.vocabulary.waiting import wait_until

MEGABYTE = 1024**2


@contextmanager
def small(folder: Path, size: int) -> Iterator[None]:
    """This folder, with what is in it, on a disk of so many bytes; copied back at the end."""
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
    """Every byte that is left."""
    file = folder / "filling"
    with file.open("wb", buffering=0) as full:
        for size in (MEGABYTE, 4096):
            try:
                while True:
                    full.write(bytes(size))
            except OSError:
                continue
    return file


def uploads(ground: Ground, scale: float) -> Finding:
    finding = Finding("disk of the media folder full, before and amid an upload")
    media = ground.site.data / "media"
    with small(media, SPARE_BYTES + 64 * MEGABYTE), ground.people(finding):
        item = ground.items[0]
        browser = Browser(ground.site.address, finding.journal.counted)
        form = inputs(browser.until("GET", "/login").text) | {"email": item.email, "password": item.password}
        browser.until("POST", "/login", form)
        token = inputs(browser.until("GET", "/media/new").text)["csrf_token"]
        for _ in range(max(2, round(10 * scale))):
            for amid in (False, True):
                full = None if amid else fill(media)
                answer, full = upload(browser, token, media, full)
                full.unlink()
                finding.struck += 1
                judge(finding, answer)
        finding.expect("left of uploads", len(list(media.glob("upload-*"))), 0)
    return finding


def judge(finding: Finding, answer: bytes) -> None:
    head, _, page = answer.decode("utf-8", "replace").partition("\r\n\r\n")
    finding.expect("a full disk answers", head.split(" ")[1] if " " in head else "nothing", "503")
    finding.expect("with Retry-After", "retry-after: " in head.lower(), True)
    finding.expect("title kept", "A title that was typed" in page, True)


def upload(browser: Browser, token: str, media: Path, full: Path | None) -> tuple[bytes, Path]:
    """The answer to an upload of 20 MB; when the disk is not full yet, it becomes so after the first half."""
    import socket
    from urllib.parse import urlsplit

    fields = {"csrf_token": token, "title": "A title that was typed"}
    head = "".join(f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    head += '--b\r\nContent-Disposition: form-data; name="file"; filename="x.mp4"\r\n\r\n'
    body = head.encode() + bytes(20 * MEGABYTE) + b"\r\n--b--\r\n"
    address = urlsplit(browser.address)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    lines = ["POST /media/new HTTP/1.1", f"Host: {address.netloc}", f"Cookie: {cookies}", "Connection: close"]
    lines += ["Content-Type: multipart/form-data; boundary=b", f"Content-Length: {len(body)}"]
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=120) as sending:
        sending.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body[: 2 * MEGABYTE])
        if full is None:
            wait_until("its first bytes are on the disk", lambda: any(media.glob("upload-*")))
            time.sleep(0.5)
            full = fill(media)
        received = b""
        with suppress(OSError):
            sending.sendall(body[2 * MEGABYTE :])
        while chunk := sending.recv(65536):
            received += chunk
    return received, full


def of_the_database(ground: Ground, scale: float) -> Finding:
    """Its whole folder on a disk that is filled to the last byte, write-ahead log and all."""
    finding = Finding("disk of the database full")
    folder = ground.site.folder / "postgresql"
    ground.engine.dispose()
    ground.site.stop("postgres")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    with small(folder, size + 96 * MEGABYTE):
        ground.site.start("postgres")
        wait_until("PostgreSQL accepts", lambda: accepts(ground))
        with ground.people(finding):
            for _ in range(max(1, round(10 * scale))):
                full = fill(folder)
                time.sleep(max(5.0, 20 * scale))
                full.unlink()
                finding.struck += 1
                wait_until("PostgreSQL accepts", lambda: accepts(ground))
                time.sleep(2)
        ground.engine.dispose()
        ground.site.stop("postgres")
    ground.site.start("postgres")
    wait_until("PostgreSQL accepts", lambda: accepts(ground))
    return finding
