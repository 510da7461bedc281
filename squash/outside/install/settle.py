"""The program that settles an environment: installed from a copy, it is to lead to the checkout.

Runs in the new environment's own interpreter, under the account that made it; stand-alone and
safe on Python 3.6 and later.  Its arguments: the copy, and the checkout it was made from.
"""

import compileall
import sys
import sysconfig
from pathlib import Path

GENERATED = '''\
"""Modules that the build of the project made beside its sources, which the checkout lacks."""

import importlib.util
import sys

FILES = {files!r}


class Generated:
    """Finds them by the end of their path, after all others have found nothing."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """Give the spec of a module of an installed project."""
        wanted = name.replace(".", "/")
        for stem, file in FILES:
            if stem in (wanted, "src/" + wanted) or ("." in name and stem.endswith("/" + wanted)):
                return importlib.util.spec_from_file_location(name, file)
        return None


sys.meta_path.append(Generated)
'''


def redirect(folder: Path, copy: str, checkout: str) -> None:
    """Have what is installed to be edited lead to the checkout instead of the copy."""
    for pattern in ("*.pth", "*.egg-link", "__editable__*.py", "*.dist-info/direct_url.json"):
        for path in folder.glob(pattern):
            content = path.read_bytes()
            moved = content.replace(copy.encode(), checkout.encode())
            if moved != content:
                path.unlink()  # It may be a link into the installer's cache.
                path.write_bytes(moved)


def keep_generated(folder: Path, copy: Path, checkout: Path) -> None:
    """Have modules that only the copy has, such as a version or an extension, found there."""
    found = []
    for path in sorted([*copy.rglob("*.py"), *copy.rglob("*.so")]):
        inner = path.relative_to(copy)
        if not (checkout / inner).exists():
            found.append((inner.with_name(inner.name.split(".")[0]).as_posix(), str(path)))
    if found:
        text = GENERATED.replace("{files!r}", repr(found))
        (folder / "_alembic_squash_generated.py").write_text(text, encoding="utf-8")
        (folder / "_alembic_squash_generated.pth").write_text("import _alembic_squash_generated\n")


def main() -> None:
    """Redirect, keep and byte-compile what was installed."""
    copy, checkout = sys.argv[1:3]
    pure = Path(sysconfig.get_path("purelib"))
    for folder in {pure, Path(sysconfig.get_path("platlib"))}:
        redirect(folder, copy, checkout)
    keep_generated(pure, Path(copy), Path(checkout))
    for folder in {pure, Path(sysconfig.get_path("platlib"))}:
        compileall.compile_dir(str(folder), quiet=2, workers=0)


if __name__ == "__main__":
    main()
