"""A squash that is killed leaves no process, no folder, and a checkout that is old or new."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("unmeasured")

SHOP = Path(__file__).resolve().parents[2] / "examples" / "shop"
COMMAND = str(Path(sys.executable).with_name("alembic-squash"))
RUN_FOLDER = re.compile(r"/[^\0]*/alembic-squash-[0-9a-f]{12}")
# In which step it is killed, how many seconds into it at most, and how.
MOMENTS = (
    ("Replay the history", 0.5, signal.SIGKILL),
    ("Replay the squashed history", 0.3, signal.SIGTERM),
    ("Replay the squashed history", 0.3, signal.SIGKILL),
    ("Compare", 0.1, signal.SIGINT),
    ("Apply", 0.01, signal.SIGKILL),
)
PATIENCE = 60.0  # seconds; most often it takes one


def git(project: Path, *arguments: str) -> str:
    """Run git in a project."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    done = subprocess.run(
        ["git", *who, *arguments], cwd=project, check=True, capture_output=True, text=True
    )
    return done.stdout


def state(project: Path) -> str:
    """What git says of the checkout."""
    return git(project, "status", "--porcelain", "--untracked-files=all")


def squash(project: Path) -> subprocess.Popen[str]:
    """Begin a squash."""
    return subprocess.Popen(
        [COMMAND, "squash"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip


def processes() -> dict[int, tuple[int, str]]:
    """Parent, and command line with folder, of every process."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text("latin-1").rpartition(")")[2].split()[1])
                command = (entry / "cmdline").read_text("latin-1")
                found[int(entry.name)] = parent, f"{command}\0{(entry / 'cwd').readlink()}"
            except OSError:
                continue  # It is gone already.
    return found


def folders_of(pid: int) -> set[str]:
    """The run folders that a process and those below it mention."""
    seen, below = processes(), {pid}
    for _ in range(5):
        below |= {child for child, (parent, _) in seen.items() if parent in below}
    return {m[0] for each in below if each in seen for m in RUN_FOLDER.finditer(seen[each][1])}


def left(folders: set[str]) -> list[str]:
    """What is still there of some run folders."""
    running = [
        command
        for _, command in processes().values()
        if any(folder in command for folder in folders)
    ]
    return running + [folder for folder in folders if Path(folder).exists()]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A checkout of the shop."""
    project = tmp_path / "shop"
    shutil.copytree(SHOP, project, ignore=shutil.ignore_patterns("__pycache__"))
    git(project, "init", "-q")
    (project / ".gitignore").write_text("__pycache__/\n")
    git(project, "add", ".")
    git(project, "commit", "-qm", "The shop")
    return project


def put_back(project: Path) -> None:
    """Make the checkout what it was."""
    git(project, "checkout", "-q", ".")
    git(project, "clean", "-qfd", "migrations")


def wait_for(step: str, running: subprocess.Popen[str]) -> None:
    """Read what a squash says until it begins a step, or has ended."""
    assert running.stdout is not None
    said = ""
    while not said.endswith(step):
        letter = running.stdout.read(1)
        if not letter:
            return
        said += letter


def kill(shop: Path, step: str, seconds: float, number: int) -> tuple[int, str]:
    """Kill a squash some seconds into a step; its exit code, and what git says afterwards.

    Nothing of it may be left, and the next command has to finish or undo what it began.
    """
    put_back(shop)
    with squash(shop) as running:
        if step:
            wait_for(step, running)
        time.sleep(seconds)
        folders = folders_of(running.pid)
        running.send_signal(number)
        # Who is killed takes nobody along, and they may hold its output open for a moment.
        code = running.wait(PATIENCE)
        until = time.monotonic() + PATIENCE
        while left(folders) and time.monotonic() < until:
            time.sleep(0.05)
        assert left(folders) == [], (step, seconds)
    assert code in (0, -number, 128 + number), (step, seconds, code)
    again = subprocess.run([COMMAND, "plan"], cwd=shop, capture_output=True, check=False)
    assert again.returncode == 0
    return code, state(shop)


def whole(shop: Path) -> tuple[float, str]:
    """Run a squash to its end; its seconds, and what git says afterwards."""
    put_back(shop)
    began = time.monotonic()
    with squash(shop) as running:
        running.communicate()
    assert running.returncode == 0
    return time.monotonic() - began, state(shop)


def test_a_killed_squash_leaves_nothing_and_can_be_run_again(shop: Path) -> None:
    """In whatever step it is killed, and by whatever signal; a kill that nobody hears included."""
    chance = random.Random(20021)
    ends = [kill(shop, step, chance.uniform(0, latest), number) for step, latest, number in MOMENTS]
    _, new = whole(shop)
    assert new != ""
    assert {after for _, after in ends} <= {"", new}
    assert [code for code, _ in ends].count(-signal.SIGKILL) > 1, ends


def test_ten_kills_at_random_moments(shop: Path) -> None:
    """Wherever a kill falls, the checkout is as it was or as a whole run leaves it."""
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    seconds, new = whole(shop)
    ends = [kill(shop, "", chance.uniform(0, seconds), signal.SIGKILL) for _ in range(10)]
    assert {after for _, after in ends} <= {"", new}, seed
    assert [code for code, _ in ends].count(-signal.SIGKILL) > 5, (seed, ends)
