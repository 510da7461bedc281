"""The bench of `make bench`: contests of generated and published histories, kept in RESULTS.md."""

from __future__ import annotations

import argparse
import compileall
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.contest import contest
from bench.reading import plans
from bench.results import render
from bench.server import running
from bench.subjects import PUBLISHED, Subject, generated, published

ROOT = Path(__file__).resolve().parents[1]
SIZES = (100, 500, 2000, 5000)
WITH_ROWS = 500
LARGE = 2000


def subjects(runs: int) -> dict[str, Callable[[Path], Subject]]:
    """What makes each subject in a folder, by name; the large ones are run less often."""
    made: dict[str, Callable[[Path], Subject]] = {
        name: partial(published, name=name, runs=runs) for name in PUBLISHED
    }
    for size in SIZES:
        times = min(runs, 3) if size >= LARGE else runs
        made[str(size)] = partial(generated, revisions=size, runs=times)
    made["rows"] = partial(generated, revisions=WITH_ROWS, runs=runs, rows=True)
    return made


def main() -> None:
    """Run the contests that are asked for, all of them by default, and write the results."""
    parser = argparse.ArgumentParser(description="How long a proved squash takes.")
    parser.add_argument("--runs", type=int, default=5, help="of every command (default: 5)")
    parser.add_argument("--only", action="append", choices=subjects(1), help="one history")
    parser.add_argument("--output", type=Path, help="default: bench/RESULTS.md; with --only none")
    asked = parser.parse_args()
    output = asked.output or (None if asked.only else ROOT / "bench" / "RESULTS.md")
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    # Bytecode is warm on both sides, also where a machine is told to keep none.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(ROOT / "squash", quiet=1)
    found = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running() as server:
        for name, make in subjects(asked.runs).items():
            if not asked.only or name in asked.only:
                work = Path(folder, f"work-{name}")
                work.mkdir()
                subject = make(Path(folder))
                found.append(contest(subject, server, work, partial(print, flush=True)))
        read = plans(Path(folder, "plan"), asked.runs)
        text = render(found, read, postgres=server.version, load=load)
    print(text)
    if output is not None:
        output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
