"""The console of a step of GitHub Actions, read as the runner reads it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squash.errors import At, CheckoutError, ProjectError
from squash.hazard import Hazard
from squash.outside.console.actions import Actions, open_actions, write_outputs, write_summary
from squash.outside.console.workflow import LARGEST_SUMMARY, command, error_line, escape, stopped
from tests.outcomes import differing, failed, planned, proved
from tests.outside.test_console import Clock, Stream
from tests.runner import Log, read_log, read_outputs

HOSTILE = (
    "::set-output name=result::squashed",
    "  ::add-mask::a",
    "::stop-commands::abc",
    "::endgroup::",
    "text ##[set-output name=changed;]true",
    "##[error]no",
    "::SET-ENV name=PATH::/evil",
    "\r::error::carriage",
    "a\n::warning file=x,line=1::new line",
    "\u2028::notice::separator",
)


def console(clock: Clock | None = None, *, annotate: bool = True) -> tuple[Actions, Stream]:
    """A console of a project in a folder of the workspace, and what it writes to."""
    stream = Stream()
    workspace = PurePosixPath("/github/workspace")
    made = open_actions(
        stream, workspace=workspace, project=workspace / "shop", clock=clock or Clock()
    )
    made.annotate = annotate
    return made, stream


def test_steps_are_groups_with_their_times_below() -> None:
    """What a step says lies in its group; how long it took is seen when the group is closed."""
    clock = Clock()
    told, stream = console(clock)
    with told.step("Replay the history") as step:
        clock.now += 11
        step.progress(3, 8, "2f1c")
        told.note("Look.")
    with told.step("Compare"):
        pass
    assert stream.getvalue().splitlines() == [
        "::group::Replay the history",
        "  Replay the history: revision 3 of 8 · 11.0 s · 2f1c",
        "Look.",
        "::endgroup::",
        "✓ Replay the history · 11.0 s",
        "::group::Compare",
        "::endgroup::",
        "✓ Compare · 0.00 s",
    ]


def test_a_step_that_fails_closes_its_group() -> None:
    """What comes after it is seen."""
    told, stream = console()
    with pytest.raises(ProjectError), told.step("Compare"):
        raise ProjectError("gone")
    assert stream.getvalue() == "::group::Compare\n::endgroup::\n✗ Compare · 0.00 s\n"


def test_groups_of_steps_side_by_side_do_not_lie_in_each_other() -> None:
    """GitHub does not nest groups: the first is closed when the second begins."""
    told, stream = console()
    with told.step("one"), told.step("two"):
        pass
    names = [one.name for one in read_log(stream.getvalue()).obeyed]
    assert names == ["group", "endgroup", "group", "endgroup"]
    assert stream.getvalue().splitlines()[-2:] == ["✓ two · 0.00 s", "✓ one · 0.00 s"]


def test_a_failure_is_annotated_where_it_happened() -> None:
    """The runner gets file and line from the workspace, title and message, whole."""
    told, stream = console()
    told.verdict(failed())
    (found,) = read_log(stream.getvalue()).named("error")
    assert found.properties == {
        "title": "Stopped (project)",
        "file": "shop/versions/r0007_step.py",
        "line": "12",
    }
    assert "cannot be replayed on an empty database.\nalembic-squash" in found.data


def test_an_error_without_an_outcome_is_annotated() -> None:
    """Also what stops a run before it has an outcome has its line."""
    told, stream = console()
    told.error(ProjectError("It fell: 100%, so.", at=[At("a:b,c.py", 3)]))
    (found,) = read_log(stream.getvalue()).named("error")
    assert found.properties["file"] == "shop/a:b,c.py"
    assert found.data == "It fell: 100%, so."


def test_hazards_and_success_are_annotated() -> None:
    """A notice says how it ended, a warning what to know."""
    told, stream = console()
    told.verdict(proved())
    log = read_log(stream.getvalue())
    assert [one.properties["title"] for one in log.named("notice")] == ["Squashed and proved"]
    assert log.named("warning")[0].properties["line"] == "12"


def test_annotations_can_be_left_out() -> None:
    """Then the same is in the log, and no file is marked."""
    told, stream = console(annotate=False)
    told.warn("careful")
    told.verdict(proved())
    told.verdict(failed())
    told.error(ProjectError("No.", at=[At("a.py")]))
    assert read_log(stream.getvalue()).obeyed == []
    assert "warning: careful\n" in stream.getvalue()


SAYING: dict[str, Callable[[Actions, str], None]] = {
    "note": lambda told, text: told.note(text),
    "warn": lambda told, text: told.warn(text),
    "baseline": lambda told, text: told.baseline(text, text),
    "printed": lambda told, text: told.printed(text, text),
    "error": lambda told, text: told.error(ProjectError(text, why=text, next_step=text)),
    "verdict": lambda told, text: told.verdict(
        replace(
            differing(2), reason=text, project=text, following=(text,), report=text,
            hazards=(Hazard(text, text, text, text, 1),),
        )
    ),
    "failed": lambda told, text: told.verdict(
        replace(failed(), error=replace(failed().error, what=text, why=text, at=(At(text),)))  # type: ignore[type-var]
    ),
    "plan": lambda told, text: told.plan(replace(planned(), reason=text, files=(text,)), [text]),
    "hide": lambda told, text: told.hide([text]),
}  # fmt: skip
OURS = {"group", "endgroup", "warning", "error", "notice", "add-mask"}


def only_ours(log: Log, saying: str) -> None:
    """Fail if the runner obeyed something that the console did not mean."""
    expected = {
        "note": [],
        "warn": ["warning"],
        "baseline": ["group", "endgroup"],
        "printed": ["group", "endgroup"],
        "error": ["error"],
        "verdict": ["error", "warning"],
        "failed": ["error"],
        "plan": [],
        "hide": ["add-mask"],
    }
    assert [one.name for one in log.obeyed] == expected[saying]
    assert log.token == ""


@pytest.mark.parametrize("saying", SAYING)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_others_is_obeyed(saying: str, text: str) -> None:
    """Whatever a project, a database or a file name says, the runner hears only the console."""
    told, stream = console()
    SAYING[saying](told, text)
    only_ours(read_log(stream.getvalue()), saying)


@given(st.lists(st.sampled_from([*HOSTILE, "::", "##[", "a", "\n", " ", "'x'::text"]), max_size=9))
def test_no_mixture_of_texts_is_obeyed(parts: list[str]) -> None:
    """Also not when it is put together from several, over several lines."""
    for saying in SAYING:
        told, stream = console()
        SAYING[saying](told, "".join(parts))
        only_ours(read_log(stream.getvalue()), saying)


def test_what_others_print_is_shown_as_it_is() -> None:
    """Between the two lines that make the runner deaf every line is still there."""
    told, stream = console()
    told.printed("logs/application.log", "one\n::set-output name=a::b\n##[group]x\n")
    log = read_log(stream.getvalue())
    assert log.obeyed[0].data == "What the project's code printed: logs/application.log"
    assert log.lines[:3] == ["one", "::set-output name=a::b", "##[group]x"]


def test_only_the_end_of_a_long_print_is_shown() -> None:
    """Of a thousand lines the last two hundred, and where the others are."""
    told, stream = console()
    told.printed("logs/a.log", "\n".join(str(number) for number in range(1000)))
    lines = read_log(stream.getvalue()).lines
    assert lines[:2] == ["(800 lines before these are in the report folder)", "800"]
    assert "999" in lines


def test_of_an_endless_line_the_beginning_is_shown() -> None:
    """A log of one line of a megabyte is no page of a browser."""
    told, stream = console()
    told.printed("logs/a.log", "z" * 1_000_000 + "\nend\n")
    lines = read_log(stream.getvalue()).lines
    assert (lines[0], lines[1]) == ("z" * 1999 + "…", "end")


def test_the_word_that_ends_deafness_is_always_another() -> None:
    """What others print cannot know it, be it from an earlier time."""
    words = {stopped("x\n").splitlines()[0] for _ in range(50)}
    assert len(words) == 50
    assert min(map(len, words)) > len("::stop-commands::") + 30


def test_secrets_are_hidden_by_us_and_by_the_runner() -> None:
    """The runner is told before anything is printed, and nothing that we print holds them."""
    told, stream = console()
    told.hide(["hunter2-hunter2", "two\nlines%"])
    told.note("with hunter2-hunter2")
    told.printed("a.log", "PASSWORD hunter2-hunter2")
    log = read_log(stream.getvalue())
    assert [one.data for one in log.named("add-mask")] == ["hunter2-hunter2", "two\nlines%"]
    assert "hunter2" not in stream.getvalue().split("\n", 2)[2]


def test_commands_are_escaped() -> None:
    """Percent signs, ends of lines, and in properties colons and commas too."""
    assert escape("50%\r\n") == "50%25%0D%0A"
    assert error_line("a,b", "c:d,e\nf", "g:h", 3) == (
        "::error title=a%2Cb,file=g%3Ah,line=3::c:d,e%0Af"
    )
    assert error_line("t", "m", line=3) == "::error title=t::m"
    assert command("endgroup") == "::endgroup::"


@given(st.dictionaries(st.from_regex(r"[a-z]+(-[a-z]+)?", fullmatch=True), st.text()))
def test_outputs_are_read_back_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, told: dict[str, str]
) -> None:
    """Whatever a value holds, quotes, ends of lines, delimiters, no other output comes of it."""
    file = tmp_path_factory.mktemp("outputs") / "output"
    values = {name: value.replace("\r", "") for name, value in told.items()}
    write_outputs(file, values)
    assert read_outputs(file.read_text("utf-8")) == values


def test_outputs_are_added_to_those_that_are_there(tmp_path: Path) -> None:
    """The runner's file may hold outputs of others."""
    file = tmp_path / "output"
    file.write_text("mine=1\n")
    write_outputs(file, {"result": "EOF\nchanged=true\nEOF", "json-path": 'a"b\\'})
    assert read_outputs(file.read_text()) == {
        "mine": "1",
        "result": "EOF\nchanged=true\nEOF",
        "json-path": 'a"b\\',
    }


@pytest.mark.parametrize("before", [0, 1000, LARGEST_SUMMARY, LARGEST_SUMMARY + 5])
def test_a_summary_is_never_larger_than_the_runner_takes(tmp_path: Path, before: int) -> None:
    """With what stood in the file before; what is too much is cut at the end of a line."""
    file = tmp_path / "summary"
    file.write_bytes(b"x" * before)
    write_summary(file, "# ✅ Done\n" * 200_000)
    size = file.stat().st_size
    assert size == before if before >= LARGEST_SUMMARY else size <= LARGEST_SUMMARY
    assert before >= LARGEST_SUMMARY or file.read_text("utf-8").endswith("Done")


def test_files_of_the_runner_that_are_not_there_are_said(tmp_path: Path) -> None:
    """A folder that does not exist is an error with the names of the variables."""
    with pytest.raises(CheckoutError, match="cannot be written") as told:
        write_outputs(tmp_path / "none" / "output", {"result": "x"})
    assert "GITHUB_OUTPUT" in told.value.next_step


def test_a_new_file_belongs_to_the_owner_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The runner can read and remove what root wrote for it; a file of its own stays its own."""
    given: list[tuple[Path, int, int]] = []

    def chown(path: Path, owner: int, group: int, *, follow_symlinks: bool) -> None:
        assert not follow_symlinks
        given.append((path, owner, group))

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", chown)
    file, owner = tmp_path / "summary", tmp_path.stat()
    write_summary(file, "x")
    write_summary(file, "y")
    assert given == [(file, owner.st_uid, owner.st_gid)]
