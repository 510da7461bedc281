"""A search below a project folder for folders that look like Alembic's."""

from __future__ import annotations

import os
from pathlib import Path

_DEPTH = 5
_PASSED_OVER = frozenset(
    ("node_modules", "site-packages", "venv", "env", "build", "dist", "__pycache__", "versions")
)


def search(root: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Every alembic.ini, and every folder with env.py and a folder `versions`, by path.

    Hidden folders, environments and build results are passed over, and so is everything
    more than five levels down.
    """
    inis, scripts = [], []
    for place, folders, files in os.walk(root):
        here = Path(place)
        if "alembic.ini" in files:
            inis.append(here / "alembic.ini")
        if "env.py" in files and "versions" in folders:
            scripts.append(here)
        deep = len(here.relative_to(root).parts) >= _DEPTH
        folders[:] = [] if deep else sorted(each for each in folders if _worth(here / each))
    return tuple(sorted(inis)), tuple(sorted(scripts))


def _worth(folder: Path) -> bool:
    if folder.name.startswith(".") or folder.name in _PASSED_OVER:
        return False
    return not (folder / "pyvenv.cfg").exists()
