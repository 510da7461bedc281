"""Small projects to install: wheels made by hand, and repositories that name them in a lock."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

UV = str(Path(sys.executable).with_name("uv"))
WHO = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


def wheel(folder: Path, name: str, version: str = "1.0") -> Path:
    """Write a wheel with one module ``name`` that knows its version."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
    }
    record = [f"{path},{_hashed(text)},{len(text)}" for path, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    made = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(made, "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return made


def _hashed(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
    return f"sha256={digest.decode().rstrip('=')}"


def repository(folder: Path, files: dict[str, str]) -> Path:
    """Make a repository of some files, all committed."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    git(folder, "init", "-q")
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    """Commit all that is new."""
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", "all")


def git(folder: Path, *words: str) -> str:
    """What git prints."""
    done = subprocess.run(
        ["git", *WHO, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def status(folder: Path) -> str:
    """What git says of a checkout, ignored files too."""
    return git(folder, "status", "--porcelain", "--untracked-files=all", "--ignored")


def run(folder: Path, *command: str) -> str:
    """What a program prints; it must go well."""
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    kept["PYTHONDONTWRITEBYTECODE"] = "1"  # What a test runs leaves nothing in the checkout.
    done = subprocess.run(
        command, cwd=folder, env=kept, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
