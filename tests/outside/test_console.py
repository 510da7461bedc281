"""The console, as a log and as a person's terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from squash.errors import ServerError
from squash.hazard import Hazard
from squash.outcome import Outcome, Timing
from squash.outside.console import Console, for_stream
from tests.outcomes import differing, failed, planned, proved

ROOT = Path(__file__).parents[2]
PERSON = {"TERM": "xterm-256color", "COLUMNS": "110"}


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


class Stream(io.StringIO):
    """A text stream with an encoding."""

    encoding = "utf-8"

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self.encoding = encoding


def plain(clock: Clock | None = None, encoding: str = "utf-8") -> tuple[Console, Stream]:
    """A console without a terminal and what it writes to."""
    stream = Stream(encoding)
    return for_stream(stream, terminal=False, environ={}, clock=clock or Clock()), stream


def screen(clock: Clock | None = None) -> tuple[Console, Stream]:
    """A console for a terminal and what it writes to."""
    stream = Stream()
    return for_stream(stream, terminal=True, environ=PERSON, clock=clock or Clock()), stream


def seen(stream: Stream) -> str:
    """What is on the stream without colours and cursor movements."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", stream.getvalue())


def test_a_log_has_a_line_for_each_step() -> None:
    """The name is there when a step begins, its seconds when it ends."""
    clock = Clock()
    console, stream = plain(clock)
    with console.step("Read the history"):
        assert stream.getvalue() == "Read the history "
        clock.now += 1.5
    assert stream.getvalue() == "Read the history · 1.50 s ✓\n"
    assert console.timings == (Timing("Read the history", 1.5),)


def test_what_comes_between_ends_the_line_of_a_step() -> None:
    """A note has a line of its own, and the step's end names the step again."""
    console, stream = plain()
    with console.step("Compare"):
        console.note("Look.")
    assert stream.getvalue() == "Compare …\nLook.\nCompare · 0.00 s ✓\n"


def test_a_log_shows_progress_every_ten_seconds() -> None:
    """Of 140 revisions in 35 seconds three are told."""
    clock = Clock()
    console, stream = plain(clock)
    with console.step("Replay the history") as step:
        for done in range(1, 141):
            clock.now += 0.25
            step.progress(done, 140)
    assert stream.getvalue().splitlines()[1:-1] == [
        "  Replay the history: revision 40 of 140 · 10.0 s",
        "  Replay the history: revision 80 of 140 · 20.0 s",
        "  Replay the history: revision 120 of 140 · 30.0 s",
    ]


@pytest.mark.parametrize(
    ("progress", "shown"),
    [((3, 8, "2f1c"), "revision 3 of 8 · 11.0 s · 2f1c"), ((0, 0, "loading"), "11.0 s · loading")],
)
def test_progress_has_a_note(progress: tuple[int, int, str], shown: str) -> None:
    """What is being done now is said, with or without a number of revisions."""
    clock = Clock()
    console, stream = plain(clock)
    with console.step("Compare") as step:
        clock.now += 11
        step.progress(*progress)
    assert f"  Compare: {shown}\n" in stream.getvalue()


@pytest.mark.parametrize("make", [plain, screen])
def test_a_step_that_fails_is_marked_and_timed(make: type) -> None:
    """An exception goes through, the step is shown as failed, and its time is kept."""
    console, stream = make()
    with pytest.raises(ServerError), console.step("Compare"):
        raise ServerError("gone")
    assert re.search("✗ Compare|Compare .*✗", seen(stream))
    assert console.timings == (Timing("Compare", 0.0),)


@pytest.mark.parametrize("make", [plain, screen])
def test_steps_may_run_side_by_side(make: type) -> None:
    """Two threads, two steps: both are shown whole, and timed in the order of their start."""
    console, stream = make()
    both = threading.Barrier(2)

    def run(name: str) -> None:
        with console.step(name) as step:
            both.wait(5)
            for done in range(200):
                step.progress(done, 200)
            both.wait(5)

    threads = [threading.Thread(target=run, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert {timing.step for timing in console.timings} == {"one", "two"}
    for name in ("one", "two"):
        assert len(re.findall(f"✓ {name}|{name} · .* ✓", seen(stream))) == 1


def test_progress_after_the_end_is_not_shown() -> None:
    """Work that goes on beside the next step does not speak for a step that has ended."""
    clock = Clock()
    console, stream = plain(clock)
    with console.step("one") as step:
        pass
    clock.now += 60
    step.progress(3, 8)
    assert stream.getvalue() == "one · 0.00 s ✓\n"


def test_running_steps_are_not_timed() -> None:
    """Timings hold what has ended."""
    console, _ = plain()
    with console.step("outer"):
        with console.step("inner"):
            pass
        assert [timing.step for timing in console.timings] == ["inner"]
    assert [timing.step for timing in console.timings] == ["outer", "inner"]


@pytest.mark.parametrize(
    "environ",
    [{"CI": "true"}, {"CI": "1"}, {"NO_COLOR": "1"}, {"TERM": "dumb"}],
)
def test_a_terminal_may_ask_for_plain_lines(environ: Mapping[str, str]) -> None:
    """CI, NO_COLOR and a dumb terminal get no colour and no cursor movements."""
    stream = Stream()
    console = for_stream(stream, terminal=True, environ={**PERSON, **environ})
    with console.step("Compare"):
        console.warn("careful")
    console.verdict(proved())
    assert "\x1b" not in stream.getvalue()
    assert "warning: careful\n" in stream.getvalue()


@pytest.mark.parametrize("environ", [{}, {"CI": ""}, {"CI": "false"}, {"NO_COLOR": ""}])
def test_a_person_gets_colour(environ: Mapping[str, str]) -> None:
    """An empty variable asks for nothing."""
    stream = Stream()
    for_stream(stream, terminal=True, environ={**PERSON, **environ}).warn("careful")
    assert "\x1b" in stream.getvalue()


def test_a_terminal_without_unicode_gets_plain_lines() -> None:
    """Boxes and bars need UTF-8."""
    stream = Stream("latin-1")
    for_stream(stream, terminal=True, environ=PERSON).warn("careful")
    assert stream.getvalue() == "warning: careful\n"


def test_signs_are_replaced_where_they_cannot_be_written() -> None:
    """A stream in ASCII gets words for signs and a question mark for the rest."""
    console, stream = plain(encoding="ascii")
    with console.step("Compare"):
        console.note("Größe …")
    assert stream.getvalue() == "Compare ...\nGr??e ...\nCompare - 0.00 s ok\n"


@pytest.mark.parametrize("make", [plain, screen])
def test_foreign_text_is_only_text(make: type) -> None:
    """Markup stays as it is, escape sequences of others are taken out."""
    console, stream = make()
    console.note("[bold]x[/bold] :smile: \x1b[2Jy")
    assert "[bold]x[/bold] :smile: [2Jy\n" in seen(stream)
    assert "\x1b[2J" not in stream.getvalue()


@pytest.mark.parametrize("make", [plain, screen])
@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (proved(), ["✓ Squashed and proved", "35 of 40 revisions became", "know before merging"]),
        (differing(2), ["✗ Not the same database", "index public.orders_open_idx: changed at"]),
        (differing(60), ["more in report.json"]),
        (failed(), ["✗ Stopped", "r0007 failed", "cannot be replayed", "--bootstrap schema.sql"]),
        (Outcome(command="plan", result="nothing-to-do"), ["✓ Nothing to do"]),
    ],
)
def test_verdicts_say_it_all(make: type, outcome: Outcome, words: list[str]) -> None:
    """Result, numbers, differences, hazards and what to do are on the screen and in the log."""
    console, stream = make()
    console.verdict(outcome)
    assert [word for word in words if word.lower() not in seen(stream).lower()] == []


def test_many_hazards_are_counted() -> None:
    """A log of a thousand hazards stays readable."""
    hazards = (Hazard("rows", "", "There are rows."),) * 1000
    console, stream = plain()
    console.verdict(replace(proved(), hazards=hazards))
    assert stream.getvalue().count("There are rows.") == 20
    assert "  and 980 more in report.json\n" in stream.getvalue()


@pytest.mark.parametrize("make", [plain, screen])
def test_what_to_do_next_can_be_copied(make: type) -> None:
    """After the verdict come the report and each command on one line, however long."""
    command = f"git add --all {'a-long-folder-name/' * 9}versions"
    console, stream = make()
    console.verdict(replace(proved(), report="out", following=(command, "git diff --stat")))
    assert f"  {command}\n  git diff --stat\n" in seen(stream)
    assert "out/report.md\n" in seen(stream)


def test_a_hazard_is_wrapped_below_what_it_is_about() -> None:
    """Kind, object and place stand on one line, the sentence in short ones below."""
    hazard = Hazard("rows", "public.staff", "There are rows. " * 12, "env.py", 3)
    console, stream = plain()
    console.verdict(replace(proved(), hazards=(hazard,)))
    shown = stream.getvalue().split("know before merging:\n")[1].splitlines()
    assert shown[0] == "  rows · public.staff (env.py:3)"
    assert {line[:4] for line in shown[1:4]} == {"    "}
    assert max(map(len, shown)) <= 90


@pytest.mark.parametrize("make", [plain, screen])
def test_a_baseline_is_shown_as_it_is(make: type) -> None:
    """Long lines of the file are not broken, and its name is above it."""
    text = "sql = '" + "x" * 300 + "'\n"
    console, stream = make()
    console.baseline("f5_baseline.py", text)
    assert text in seen(stream)
    assert "f5_baseline.py" in seen(stream)


@pytest.mark.parametrize("make", [plain, screen])
def test_an_error_says_what_why_and_next(make: type) -> None:
    """All three parts of an error are there, and its kind; the next step is not broken."""
    command = "alembic-squash check . " + "--option-with-a-long-name value " * 6
    console, stream = make()
    console.error(ServerError("It fell.", why="Gravity.", next_step=command))
    for word in ("Stopped (postgres)", "It fell.", "Gravity.", command.strip()):
        assert word in seen(stream)


@pytest.mark.parametrize("make", [plain, screen])
def test_an_error_may_be_one_sentence(make: type) -> None:
    """Without reason and next step nothing stands in their place."""
    console, stream = make()
    console.error(ServerError("It fell."))
    assert "It fell." in seen(stream)
    assert not re.search("why|next", seen(stream), re.IGNORECASE)


@pytest.mark.parametrize("make", [plain, screen])
def test_a_plan_is_shown(make: type) -> None:
    """The cut, why, the files and the clean cuts nearby."""
    console, stream = make()
    console.plan(planned(340), ["squash it"])
    for word in ("340 of 345 revisions", "r0339_step.py", "320 more files", "→ r0339", "squash it"):
        assert word in seen(stream)


@pytest.mark.parametrize("make", [plain, screen])
def test_a_plan_without_a_cut_is_shown(make: type) -> None:
    """Nothing to do has its reason and no tables."""
    console, stream = make()
    console.plan(replace(planned(), cut=None, files=(), nearby=(), reason="Too few."))
    assert "Too few." in seen(stream)
    assert "nearby" not in seen(stream)


def test_a_long_reason_is_wrapped_beside_its_name() -> None:
    """The lines of a value begin below each other."""
    console, stream = plain()
    console.plan(replace(planned(), reason="Too few revisions to remove. " * 8))
    lines = stream.getvalue().splitlines()
    start = next(number for number, text in enumerate(lines) if text.startswith("  why"))
    place = lines[start].index("Too few")
    assert [text[:place].strip() for text in lines[start : start + 3]] == ["why", "", ""]
    assert max(map(len, lines[start : start + 4])) <= 90


def test_a_plain_plan_has_aligned_columns() -> None:
    """Names to the left, numbers to the right."""
    console, stream = plain()
    console.plan(planned())
    assert stream.getvalue().splitlines()[-4:] == [
        "clean cut  goes  stays  what it did",
        "  r0033      34      6  Step 33",
        "→ r0034      35      5  Step 34",
        "  r0035      36      4  Step 35",
    ]


def test_a_reader_that_left_does_not_end_the_run() -> None:
    """Writing into a closed pipe is given up quietly."""
    inward, outward = os.pipe()
    os.close(inward)
    with os.fdopen(outward, "w", encoding="utf-8") as stream:
        console = for_stream(stream, terminal=False, environ={})
        console.note("one")
        console.note("two")


def test_live_progress_on_a_real_terminal() -> None:
    """A terminal sees running steps move, and only finished ones stay."""
    ours, theirs = pty.openpty()
    script = (
        "import sys, time\n"
        "from squash.outside.console import for_stream\n"
        "c = for_stream(sys.stdout, terminal=sys.stdout.isatty(), environ={'TERM': 'xterm'})\n"
        "with c.step('Replay the history') as step:\n"
        "    for done in range(1, 11):\n"
        "        step.progress(done, 140)\n"
        "        time.sleep(0.04)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=theirs, stderr=theirs)
    os.close(theirs)
    found = b""
    try:
        while part := os.read(ours, 65536):
            found += part
    except OSError:
        pass  # the end of a terminal
    os.close(ours)
    assert child.wait(20) == 0
    text = found.decode()
    assert re.search(r"revision \d+ of 140 · 0\.\d\d s", text)
    # What is left after the last time the live line was erased.
    left = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text.rsplit("\x1b[2K", 1)[-1])
    assert "of 140" not in left
    assert "✓ Replay the history" in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_rich_is_not_loaded_for_a_log() -> None:
    """A run without a terminal does not pay for the library that draws on one."""
    script = (
        "import sys\n"
        "from squash.outside.console import for_stream\n"
        "for_stream(sys.stdout, terminal=False, environ={}).note('x')\n"
        "print('rich' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == b"x\nFalse\n"
