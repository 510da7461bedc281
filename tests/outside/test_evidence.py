"""The report folder: whole or not at all, ours or untouched, and without passwords."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from squash.errors import CheckoutError, UsageError
from squash.outside import evidence
from squash.outside.evidence import OWN, report_folder
from squash.report import report_files
from tests.outcomes import differing, proved


def names(folder: Path) -> list[str]:
    """All files below a folder."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_a_run_leaves_its_files(tmp_path: Path) -> None:
    """The folder is made, holds exactly the files given, and hides itself from git."""
    folder = tmp_path / "deep" / "report"
    written = report_folder(folder).write({"report.json": "{}", "logs/replay.log": "a line\n"})
    assert written == ("logs/replay.log", "report.json")
    assert names(folder) == [".gitignore", "logs/replay.log", "report.json"]
    assert (folder / "logs/replay.log").read_text() == "a line\n"


def test_git_sees_nothing_of_it(tmp_path: Path) -> None:
    """A repository with a report in it is clean."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    report_folder(tmp_path / "report").write({"report.md": "x", "logs/a.log": "y"})
    status = subprocess.run(
        ["git", "-C", tmp_path, "status", "--porcelain", "--untracked-files=all"],
        check=True,
        capture_output=True,
    )
    assert status.stdout == b""


def test_nothing_is_written_before_there_is_something(tmp_path: Path) -> None:
    """To ask for a folder makes none."""
    report_folder(tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    """Files of an earlier run that this one has not go; files of others stay."""
    report_folder(tmp_path).write({"report.json": "1", "difference.diff": "d", "logs/a.log": "a"})
    (tmp_path / "mine.txt").write_text("keep")
    report_folder(tmp_path).write({"report.json": "2"})
    assert names(tmp_path) == [".gitignore", "mine.txt", "report.json"]
    assert (tmp_path / "report.json").read_text() == "2"
    assert not (tmp_path / "logs").exists()


def test_what_a_run_has_written_may_stay(tmp_path: Path) -> None:
    """A later report of the same run takes no room for the dumps a second time."""
    report_folder(tmp_path).write({"report.json": "1", "old-cut.sql": "d", "logs/a.log": "a"})
    kept = ("logs/a.log", "old-cut.sql")
    told = report_folder(tmp_path).write({"report.json": "2"}, kept=kept)
    assert told == ("logs/a.log", "old-cut.sql", "report.json")
    assert [(tmp_path / each).read_text() for each in told] == ["a", "d", "2"]


@pytest.mark.parametrize("name", ["mine.txt", ".gitignore"])
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, name: str) -> None:
    """A folder with other files, such as the project itself, is not hidden from git."""
    (tmp_path / name).write_text("*.pyc\n")
    with pytest.raises(UsageError, match="not from an earlier report"):
        report_folder(tmp_path)


def test_a_folder_of_migrations_is_refused(tmp_path: Path) -> None:
    """Neither the migrations folder nor one in it, nor by way of a link, may hold the report."""
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "link").symlink_to(versions)
    for folder in (versions, versions / "report", tmp_path / "link" / "report"):
        with pytest.raises(UsageError, match="lies in the migrations folder"):
            report_folder(folder, [tmp_path / "migrations"])
    report_folder(tmp_path / "migrations-report", [tmp_path / "migrations"])


@pytest.mark.parametrize("way", ["missing/..", "a/../../project", "."])
def test_a_folder_is_looked_at_by_whatever_way_it_is_named(tmp_path: Path, way: str) -> None:
    """What is behind a part that does not exist is somebody's all the same."""
    project = tmp_path / "project"
    project.mkdir()
    (project / ".gitignore").write_text("*.log\n")
    with pytest.raises(UsageError, match="not from an earlier report"):
        report_folder(project / way)
    assert (project / ".gitignore").read_text() == "*.log\n"


def test_git_s_own_folder_is_refused(tmp_path: Path) -> None:
    """An empty folder of tags is empty, and not for us."""
    (tmp_path / ".git/refs/tags").mkdir(parents=True)
    for place in (".git/refs/tags", ".git/report"):
        with pytest.raises(UsageError, match="git's own"):
            report_folder(tmp_path / place)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A file in the place of the folder is said."""
    (tmp_path / "report").write_text("x")
    with pytest.raises(UsageError, match="is a file"):
        report_folder(tmp_path / "report")


def test_logs_that_lead_elsewhere_are_refused(tmp_path: Path) -> None:
    """No file outside of the folder is removed through a link."""
    (tmp_path / "elsewhere").mkdir()
    folder = tmp_path / "report"
    report_folder(folder).write({"report.json": "{}"})
    (folder / "logs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="symbolic link"):
        report_folder(folder)


def test_a_killed_run_leaves_nothing_that_counts(tmp_path: Path) -> None:
    """A partial folder of a run that was killed is swept by the next."""
    (tmp_path / ".partial-x").mkdir()
    (tmp_path / ".partial-x" / "report.md").write_text("half")
    report_folder(tmp_path).write({"report.md": "whole"})
    assert names(tmp_path) == [".gitignore", "report.md"]
    assert not (tmp_path / ".partial-x").exists()


def test_a_failing_write_leaves_the_earlier_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full the earlier report is still whole."""
    folder = report_folder(tmp_path)
    folder.write({"report.json": "1", "report.md": "1"})

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CheckoutError, match="No space left on device"):
        folder.write({"report.json": "2", "report.md": "2"})
    monkeypatch.undo()
    assert [(tmp_path / name).read_text() for name in ("report.json", "report.md")] == ["1", "1"]
    assert names(tmp_path) == [".gitignore", "report.json", "report.md"]


def test_report_json_is_the_last_to_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is killed while it renames leaves no report.json of another run."""
    folder = report_folder(tmp_path)
    folder.write({"report.json": "1", "report.md": "1"})
    rename = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if self.name == "report.md":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        folder.write({"report.json": "2", "report.md": "2"})
    assert not (tmp_path / "report.json").exists()


def test_passwords_do_not_reach_the_folder(tmp_path: Path) -> None:
    """Dumps and logs are masked by form and by value."""
    report_folder(tmp_path).write(
        {
            "old-cut.sql": "CREATE USER MAPPING FOR b SERVER s OPTIONS (password 'one');\n",
            "logs/replay.log": "connecting to postgresql://u:two@h/d with three-four\n",
        },
        secrets=("three-four",),
    )
    found = "".join((tmp_path / name).read_text() for name in names(tmp_path))
    assert [word for word in ("one", "two", "three-four") if word in found] == []
    assert found.count("***") == 3


def test_reports_are_whole_json(tmp_path: Path) -> None:
    """The JSON of a run with bytes that are no text can be read back."""
    files = report_files(differing(3))
    files["report.json"] = files["report.json"].replace('"shop"', '"sh\udc80op"')
    report_folder(tmp_path).write(files)
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["project"] == "sh\udc80op"


def test_all_names_of_a_report_are_known(tmp_path: Path) -> None:
    """Every file that an outcome makes may be written."""
    written = report_folder(tmp_path).write(report_files(proved()))
    assert set(written) <= set(evidence.NAMES)


@pytest.mark.parametrize("name", ["../x.log", "logs/../../x.log", "setup.py", "logs/.log"])
def test_other_names_are_a_bug(tmp_path: Path, name: str) -> None:
    """No file is written under a name that the next run would not know."""
    with pytest.raises(AssertionError):
        report_folder(tmp_path).write({name: ""})


@pytest.mark.parametrize(("user", "given"), [(0, True), (1000, False)])
def test_root_gives_the_files_to_the_owner_of_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, given: bool
) -> None:
    """What root writes in somebody's workspace belongs to that somebody; others cannot give."""
    owned: dict[str, tuple[int, int]] = {}

    def chown(path: Path, owner: int, group: int, *, follow_symlinks: bool) -> None:
        assert not follow_symlinks
        owned[path.name] = (owner, group)

    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(os, "chown", chown)
    report_folder(tmp_path / "deep" / "report").write({"report.md": "x", "logs/a.log": "y"})
    owner = (tmp_path.stat().st_uid, tmp_path.stat().st_gid)
    expected = [".gitignore", "a.log", "deep", "logs", "report", "report.md"] if given else []
    assert expected == sorted(owned)
    assert set(owned.values()) <= {owner}


@pytest.mark.parametrize("place", ["../report", "link/report", "/tmp/elsewhere/report"])
def test_a_folder_outside_of_the_workspace_is_refused(tmp_path: Path, place: str) -> None:
    """Also by way of a link; what lies there is lost with the container."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "link").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="outside of the workspace"):
        report_folder(workspace / place, workspace=workspace)
    report_folder(workspace / "shop" / "report", workspace=workspace).write({"report.md": "x"})
    report_folder(workspace / place)


def test_what_a_program_prints_of_its_settings_is_masked_in_logs_only(tmp_path: Path) -> None:
    """A dump that speaks of a password is evidence, a log with one is not."""
    text = "password=new_password token='abcdef'\n"
    report_folder(tmp_path).write({"old-cut.sql": text, "logs/a.log": text})
    assert (tmp_path / "old-cut.sql").read_text() == text
    assert (tmp_path / "logs/a.log").read_text() == "password=*** token='***'\n"


def test_the_marker_is_for_git_too() -> None:
    """What tells our folder from others hides everything in it."""
    assert OWN.splitlines()[-1] == "*"
