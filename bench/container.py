"""The container's contest: a squash of the example project in the image, and by the same files
outside of a container, side by side; kept in CONTAINER.md.

Outside is a change of root into a copy of the image's files, so Postgres, Python and packages are
the same, and the machine's own disk and shared memory are used. The time is taken inside, from
starting the program to its end; what the engine needs to start a container is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "tests" / "container" / "engine.sh"
IMAGE = "alembic-squash-action:bench"
LIMIT = 1.3
COMMAND = ("squash", "--keep", "5", "--report-dir", "report")
CLOCK = (
    'began=$(date +%s%N); "$@" >/w/log 2>&1 || { cat /w/log >&2; exit 1; }; '
    "echo $(($(date +%s%N) - began))"
)
MOUNTS = ("proc", "sys", "dev", "dev/pts", "dev/shm")


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of one run: inside, and of all that was needed around it."""

    inside: float
    whole: float


@contextmanager
def outside(image: str) -> Iterator[Path]:
    """A root with the image's files, with the machine's own devices and memory."""
    with tempfile.TemporaryDirectory(prefix="bench-root-") as folder:
        name = _said(["docker", "create", image]).strip()
        root = Path(folder)
        root.chmod(0o755)
        with subprocess.Popen(["docker", "export", name], stdout=subprocess.PIPE) as export:
            subprocess.run(["tar", "-x", "-C", folder], stdin=export.stdout, check=True)
        _said(["docker", "rm", name])
        for each in MOUNTS:
            subprocess.run(["mount", "--bind", f"/{each}", str(root / each)], check=True)
        try:
            yield root
        finally:
            for each in reversed(MOUNTS):
                subprocess.run(["umount", str(root / each)], check=True)


def project(folder: Path) -> Path:
    """A new checkout of the example project, open to every account."""
    place = folder / "w"
    shutil.copytree(ROOT / "examples" / "shop", place)
    for words in (("init", "-q"), ("add", "--all"), ("commit", "-qm", "all")):
        who = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
        subprocess.run(["git", *who, *words], cwd=place, check=True)
    return place


def timed(command: Sequence[str]) -> Run:
    """Run it; the program inside prints how many nanoseconds it took."""
    began = time.perf_counter()
    inside = int(_said(command)) / 1e9
    return Run(inside, time.perf_counter() - began)


def in_container(image: str, program: Sequence[str]) -> Run:
    """A run in a container as an action has it, with the shared memory that Docker gives."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        place = project(Path(folder))
        return timed(
            ["docker", "run", "--rm", "--volume", f"{place}:/w", "--workdir", "/w",
             "--entrypoint", "bash", image, "-c", CLOCK, "bash", *program, *COMMAND]
        )  # fmt: skip


def in_root(root: Path, program: Sequence[str]) -> Run:
    """The same run in the image's files, outside of a container."""
    place = project(root)
    enter = f"cd /w && {CLOCK}"
    try:
        return timed(
            ["chroot", str(root), "env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/root",
             "bash", "-c", enter, "bash", *program, *COMMAND]
        )  # fmt: skip
    finally:
        shutil.rmtree(place)


def disk() -> str:
    """What the engine keeps containers on, and whether that has a journal."""
    folder = _said(["docker", "info", "--format", "{{.DockerRootDir}}"]).strip()
    said = _said(
        ["findmnt", "--noheadings", "--nofsroot", "--output", "SOURCE,FSTYPE", "--target", folder]
    )
    source, kind = said.split()
    if kind != "ext4":
        return kind
    known = list(Path("/proc/fs/jbd2").glob(f"{Path(source).name}-*"))
    return f"{kind} with{'' if known else 'out'} a journal"


def text(pairs: Sequence[tuple[Run, Run]], load: str, kept_on: str) -> str:
    """The results as Markdown."""

    def row(name: str, values: Sequence[float]) -> str:
        known = (min(values), statistics.median(values), max(values))
        return f"| {name} | {' | '.join(f'{each:.2f}' for each in known)} |"

    ratios = [container.inside / outer.inside for container, outer in pairs]
    return "\n".join(
        [
            "# The squash in a container, and outside",
            "",
            f"`make bench-container`, {datetime.now(UTC).date()}, {len(pairs)} pairs.",
            f"{os.cpu_count()} processors, Linux {platform.release()}, load before {load}.",
            f"The engine's disk: {kept_on}.",
            "The example project, `squash --keep 5`; the same Postgres, Python and packages.",
            "",
            "| seconds | least | median | most |",
            "| --- | ---: | ---: | ---: |",
            row("in a container", [container.inside for container, _ in pairs]),
            row("outside, by the image's files", [outer.inside for _, outer in pairs]),
            row("ratio of each pair", ratios),
            row("starting and ending the container", [c.whole - c.inside for c, _ in pairs]),
            "",
            f"Limit for the median ratio: {LIMIT}.",
            "",
            "A container has 64 MB of shared memory: the servers' files lie on the engine's disk.",
            "On ext4 without a journal Linux steps over every inode deleted within minutes, so",
            "that new files take up to ten times as long. Runners have a journal, so an engine",
            "that `make` starts has one too, in a file where the machine's own disk has none.",
            "",
        ]
    )


def main() -> None:
    """Run both in turns and write the results."""
    parser = argparse.ArgumentParser(description="How long a squash takes in the container.")
    parser.add_argument("--pairs", type=int, default=7, help="runs of each (default: 7)")
    parser.add_argument("--output", type=Path, default=ROOT / "bench" / "CONTAINER.md")
    asked = parser.parse_args()
    os.environ["DOCKER_HOST"] = _said([str(ENGINE), "address"]).strip()
    os.environ["DOCKER_BUILDKIT"] = "0"
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    _said(["docker", "build", "--quiet", "--tag", IMAGE, str(ROOT)])
    program = json.loads(
        _said(["docker", "inspect", "--format", "{{json .Config.Entrypoint}}", IMAGE])
    )
    pairs = []
    with outside(IMAGE) as root:
        first: tuple[Callable[[], Run], ...] = (
            lambda: in_container(IMAGE, program),
            lambda: in_root(root, program),
        )
        for each in first:
            each()  # What lies on the disk is read once.
        for number in range(asked.pairs):
            container, outer = (each() for each in first)
            pairs.append((container, outer))
            print(f"{number + 1}: {container.inside:.2f} s, {outer.inside:.2f} s", flush=True)
    asked.output.write_text(text(pairs, load, disk()), encoding="utf-8")
    print(asked.output.read_text(encoding="utf-8"))


def _said(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main()
