"""A hazard: something a person must know before merging."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hazard:
    """One thing a proof cannot take off a person's hands.

    Parameters
    ----------
    kind : a short word for the sort of hazard, the same for the same sort: ``version``, ``rows``
    where : the object, revision or setting it is about
    sentence : what to know, as one sentence
    file : path relative to the project, where a line of a file shows it
    line : line in that file, from 1
    """

    kind: str
    where: str
    sentence: str
    file: str | None = None
    line: int | None = None

    @property
    def place(self) -> str:
        """``file:line``, ``file``, or an empty text where no file shows it, or `where` says it."""
        if self.file is None:
            return ""
        if self.line is None and f"/{self.file}".endswith(f"/{self.where}") and self.where:
            return ""
        return self.file if self.line is None else f"{self.file}:{self.line}"
