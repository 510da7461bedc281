"""Programs of Node.js, installed by their locks; Node.js itself is among the tools of the lints."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
TOOLS = TOP / "build" / "tools" / "bin"


def installed(name: str) -> Path:
    """The folder of the programs that `tests/container/NAME/package-lock.json` names."""
    source, folder = Path(__file__).with_name(name), TOP / "build" / name
    programs, lock = folder / "node_modules" / ".bin", folder / "package-lock.json"
    if not programs.is_dir() or lock.read_bytes() != (source / lock.name).read_bytes():
        folder.mkdir(parents=True, exist_ok=True)
        for each in ("package.json", lock.name):
            shutil.copyfile(source / each, folder / each)
        command = [str(TOOLS / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, env=environment(), check=True)
    return programs


def environment() -> dict[str, str]:
    """Variables with which they find Node.js."""
    return {**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
