"""The evidence of a run: texts gathered while it goes on, whatever its end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from squash.errors import SquashError
from squash.outcome import ErrorSummary

if TYPE_CHECKING:
    from squash.flow.ground import Ground
    from squash.flow.new import New
    from squash.flow.old import Old

LONGEST_LOG = 1_000_000


@dataclass(slots=True)
class Evidence:
    """What the report folder will hold besides the report.

    Parameters
    ----------
    dumps : text by file name
    baseline : the text of the baseline, empty before it was written
    logs : text of what the project's code printed, by file name
    scratch : pattern of a place in a copy of the project, empty before there was one
    log_folder : where the logs were
    """

    dumps: dict[str, str] = field(default_factory=dict)
    baseline: str = ""
    logs: dict[str, str] = field(default_factory=dict)
    scratch: str = ""
    log_folder: str = ""

    def compared(self, old: Old, new: New) -> None:
        """Keep the dumps of both histories."""
        self.dumps["old-heads.sql"] = old.heads.text
        self.dumps["new-cut.sql"] = new.cut.text
        self.dumps["new-heads.sql"] = new.heads.text

    def keep(self, ground: Ground) -> None:
        """Read the logs, and remember the run's places, before its folder goes."""
        copies = ground.old.place.parent
        inside = ground.old.cwd.relative_to(ground.old.place)
        self.scratch = rf"{re.escape(str(copies))}/[^/\s]+/{re.escape(str(inside))}(?:/|\b)"
        for log in sorted(ground.logs.glob("*.log")):
            if text := _end_of(log):
                self.logs[f"logs/{log.name}"] = text
        self.log_folder = str(ground.logs)

    def told(self, error: SquashError, report: str) -> ErrorSummary:
        """An error with its places named as they are after the run.

        Parameters
        ----------
        report : the report folder, where the logs will be
        """
        summary = ErrorSummary.of(error)
        return replace(
            summary,
            what=self._placed(summary.what, report),
            why=self._placed(summary.why, report),
            next_step=self._placed(summary.next_step, report),
            at=tuple(replace(each, file=self._placed(each.file, report)) for each in summary.at),
        )

    def _placed(self, text: str, report: str) -> str:
        if not self.scratch:
            return text
        return re.sub(self.scratch, "", text).replace(self.log_folder, f"{report}/logs")


def _end_of(log: Path) -> str:
    """The last part of a log; a project may echo every statement."""
    with log.open("rb") as stream:
        left_out = max(0, log.stat().st_size - LONGEST_LOG)
        stream.seek(left_out)
        text = stream.read(LONGEST_LOG).decode("utf-8", "replace")
    if not left_out:
        return text
    # Half a line could begin with half a secret, which nobody would find.
    half, _, rest = text.partition("\n")
    left_out += len(half.encode("utf-8")) + 1 if rest else 0
    return f"({left_out} bytes before this are left out)\n{rest or text}"
