"""The program that settles an environment: installed from a copy, it is to work without it.

Runs in the new environment's own interpreter, under the account that made it; stand-alone and
safe on Python 3.6 and later.  Its arguments: the copy, and the checkout it was made from.
"""

import compileall
import sys
import sysconfig
from pathlib import Path


def redirect(folder: str, copy: str, checkout: str) -> None:
    """Have what is installed to be edited lead to the checkout instead of the copy."""
    for pattern in ("*.pth", "*.egg-link", "__editable__*.py", "*.dist-info/direct_url.json"):
        for path in Path(folder).glob(pattern):
            content = path.read_bytes()
            moved = content.replace(copy.encode(), checkout.encode())
            if moved != content:
                path.unlink()  # It may be a link into the installer's cache.
                path.write_bytes(moved)


def main() -> None:
    """Redirect and byte-compile the folders that packages are installed in."""
    for folder in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        redirect(folder, *sys.argv[1:3])
        compileall.compile_dir(folder, quiet=2, workers=0)


if __name__ == "__main__":
    main()
