"""The results: contests as Markdown tables, with the machine and the day they are from."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.contest import Contest
from bench.measure import Run, Spread

Figure = Callable[[Run], float]

# Medians of whole squashes beside plain upgrades.
LIMITS = {"arize-phoenix": 2.5, "ckan": 2.5, "generated 500": 2.0}
SMALL, LARGE = "generated 500", "generated 5,000"
GROWTH = 1.3
MEMORY = 300.0  # MB
READING = 5.0  # s

HEAD = """\
# How long a proved squash takes

Written by `make bench` on {day}: {machine}.
Load average {load} when it began; other work on the machine makes every figure larger, so the
ratios, taken pair by pair of runs side by side, say more than the seconds.

- *plain*: `alembic upgrade heads` as a user types it, bytecode warm, on an empty database of a
  private server that already runs.
- *squash*: `alembic-squash squash --revision head`, all of it, on a fresh copy of the checkout:
  start of the program, servers, both replays, every check, the change of the files.
- *script*: the usual shell script: upgrade, reflect, `alembic revision --autogenerate`, with plain
  Alembic. It compares nothing.
- cpu: user and system seconds of everything that ran, servers included.

Figures are the median, with the least and the most behind it.
"""


def wall(run: Run) -> float:
    """Seconds by the clock."""
    return run.wall


def cpu(run: Run) -> float:
    """Seconds of processor."""
    return run.cpu


def render(contests: Sequence[Contest], plans: Sequence[Run], *, postgres: str, load: str) -> str:
    """The whole document."""
    head = HEAD.format(day=f"{datetime.now(UTC):%Y-%m-%d}", machine=_machine(postgres), load=load)
    sections = (
        ("A proved squash beside one plain upgrade", _against(contests)),
        ("What it must keep to", _limits(contests, plans)),
        ("The shell script beside both", _scripts(contests)),
        ("A fresh database before and after", _fresh(contests)),
        ("Time by step of the squash, in seconds", _steps(contests)),
        ("Growth and memory", _growth(contests)),
    )
    return head + "".join(f"\n## {title}\n\n{text}" for title, text in sections)


def _against(contests: Sequence[Contest]) -> str:
    rows = [
        (
            each.subject.name, f"{each.subject.revisions:,}", str(each.subject.runs),
            _seconds(each.plain, wall), _seconds(each.squash, wall),
            f"**{_times(each.ratio(each.squash, each.plain, wall))}**",
            _seconds(each.plain, cpu), _seconds(each.squash, cpu),
            _times(each.ratio(each.squash, each.plain, cpu)),
        )
        for each in contests
    ]  # fmt: skip
    titles = ("history", "revisions", "runs", "plain s", "squash s", "ratio", "plain cpu s",
              "squash cpu s", "ratio of cpu")  # fmt: skip
    return _table(titles, rows)


def _limits(contests: Sequence[Contest], plans: Sequence[Run]) -> str:
    """Every promised limit of what was run, and whether it was kept."""
    rows = []
    by_name = {each.subject.name: each for each in contests}
    for name, limit in LIMITS.items():
        if name in by_name:
            each = by_name[name]
            ratio = each.ratio(each.squash, each.plain, wall).middle
            rows.append(_kept(f"{name}: squash beside plain", ratio, limit))
    for each in contests:
        faster = each.ratio(each.after, each.plain, wall).middle
        rows.append(_kept(f"{each.subject.name}: fresh database after beside before", faster, 1.0))
    if {SMALL, LARGE} <= by_name.keys():
        growth = _per_revision(by_name[LARGE]) / _per_revision(by_name[SMALL])
        rows.append(_kept(f"time per revision, {LARGE} beside {SMALL}", growth, GROWTH))
    if LARGE in by_name:
        peak = max(run.peak for run in by_name[LARGE].squash)
        rows.append(_kept(f"{LARGE}: own memory in MB", peak, MEMORY))
    seconds = Spread.of([run.wall for run in plans]).middle
    rows.append(_kept("plan of 10,000 files of 1 KB, seconds", seconds, READING))
    return _table(("what", "found", "at most", ""), rows)


def _kept(what: str, found: float, limit: float) -> tuple[str, str, str, str]:
    return what, f"{found:.2f}", f"{limit:g}", "kept" if found <= limit else "**not kept**"


def _per_revision(contest: Contest) -> float:
    return Spread.of([run.wall for run in contest.squash]).middle / contest.subject.revisions


def _scripts(contests: Sequence[Contest]) -> str:
    rows = []
    for each in contests:
        ended = [script.run for script in each.script if script.run is not None]
        took = _seconds(ended, wall) if ended else "never ends"
        ratio = _times(each.ratio(ended, each.plain, wall)) if _all(ended, each) else "-"
        rows.append((each.subject.name, took, ratio, each.script[-1].loss, "nothing, proved"))
    titles = ("history", "script s", "of plain", "what the script loses", "what the squash loses")
    return _table(titles, rows)


def _fresh(contests: Sequence[Contest]) -> str:
    rows = [
        (
            each.subject.name, _seconds(each.plain, wall), _seconds(each.after, wall),
            f"**{_times(each.ratio(each.plain, each.after, wall))}**",
            _times(each.ratio(each.plain, each.after, cpu)),
        )
        for each in contests
    ]  # fmt: skip
    titles = ("history", "before s", "after s", "faster by", "by cpu")
    return _table(titles, rows)


def _steps(contests: Sequence[Contest]) -> str:
    rows = []
    for each in contests:
        steps = each.steps()
        known = sum(spread.middle for spread in steps.values())
        whole = Spread.of([run.wall for run in each.squash]).middle
        figures = [f"{spread.middle:.2f}" for spread in steps.values()]
        rows.append((each.subject.name, *figures, f"{whole - known:.2f}", f"{whole:.2f}"))
    names = contests[0].steps()
    return _table(("history", *names, "start, report and end", "whole"), rows)


def _growth(contests: Sequence[Contest]) -> str:
    rows = []
    for each in contests:
        count = each.subject.revisions
        middle = Spread.of([run.wall for run in each.squash]).middle
        busy = Spread.of([run.cpu for run in each.squash]).middle
        peak = max(run.peak for run in each.squash)
        rows.append(
            (each.subject.name, f"{middle / count * 1000:.1f}", f"{busy / count * 1000:.1f}",
             f"{peak:.0f}")
        )  # fmt: skip
    titles = ("history", "ms a revision", "cpu ms a revision", "own memory, MB")
    note = "Own memory is the most that the process of `alembic-squash` held, without servers,\n"
    return _table(titles, rows) + "\n" + note + "pg_dump and the project's Python.\n"


def _all(runs: Sequence[Run], contest: Contest) -> bool:
    return len(runs) == len(contest.plain)


def _seconds(runs: Sequence[Run], figure: Figure) -> str:
    spread = Spread.of([figure(run) for run in runs])
    return f"{spread.middle:.2f} ({spread.least:.2f}-{spread.most:.2f})"


def _times(spread: Spread) -> str:
    return f"{spread.middle:.2f} ({spread.least:.2f}-{spread.most:.2f})"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _machine(postgres: str) -> str:
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{os.cpu_count()} cores ({models[0] if models else platform.machine()}), "
        f"{memory:.0f} GB, Linux {platform.release()}, "
        f"Python {platform.python_version()}, Postgres {postgres}"
    )
