"""The priority of a process: what nobody waits for makes way for what somebody does."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

BEHIND = 15  # of 19, the nicest


def step_behind(pid: int) -> None:
    """Lower a process's priority, and that of the session it leads, where the kernel lets us."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, BEHIND)
        # Linux shares the processors out among sessions first (sched(7), autogroup).
        Path(f"/proc/{pid}/autogroup").write_text(str(BEHIND), encoding="ascii")
