"""Standard streams: there, whatever the program was started with."""

from __future__ import annotations

import os
import sys


def complete_streams() -> None:
    """Open what the program was started without (``>&-``), so that it leads to nothing.

    Else the next file that is opened would take its number, and whatever is printed.
    """
    # The lowest number that is free is the one that is given.
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(descriptor, mode, encoding="utf-8", closefd=False))
