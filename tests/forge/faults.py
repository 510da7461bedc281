"""Faults that are put into the stand-in: an answer of another kind, late, or none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next requests of a kind.

    Parameters
    ----------
    method : as HTTP names it; empty: any
    path : a pattern that is searched in the path
    status, body, headers : what is answered instead; status 0: nothing instead
    cut : the connection ends without an answer, before or after it was done
    seconds : how late it is answered
    times : how often
    skip : how many requests of the kind go well first
    """

    method: str = ""
    path: str = ""
    status: int = 0
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: Literal["", "before", "after"] = ""
    seconds: float = 0.0
    times: int = 1
    skip: int = 0

    def strikes(self, method: str, path: str) -> bool:
        """Whether it is the turn of this request; counts."""
        if self.times <= 0 or self.method not in ("", method) or not re.search(self.path, path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True
