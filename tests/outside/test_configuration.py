"""Configuration: the files a project may keep this tool's settings in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from squash.errors import UsageError
from squash.outside.configuration import read_configuration, read_env_file
from squash.settings import resolve

if TYPE_CHECKING:
    from pathlib import Path


DEEP = "[" * 3000 + "]" * 3000
# Longer than any file system takes.
LONG = "x" * 300


def said(project: Path, config: str | None = None) -> str:
    """What is said of files that are refused."""
    with pytest.raises(UsageError) as caught:
        read_configuration(project, config)
    return str(caught.value)


def test_a_project_without_any_file_says_nothing(tmp_path: Path) -> None:
    """No file, and a pyproject.toml without our table, are no configuration."""
    assert read_configuration(tmp_path) == ()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    assert read_configuration(tmp_path) == ()


def test_the_table_in_pyproject_is_read_with_its_lines(tmp_path: Path) -> None:
    """Keys of [tool.alembic-squash] keep their types and know their lines."""
    (tmp_path / "pyproject.toml").write_text(
        "[project]\nkeep = 1\n\n[ tool.alembic-squash ]  # ours\nkeep = 5\n"
        '"min-age" = 90\nenv.A = "1"\nenv.B = "2"\n# note = 1\ntarget = [\n'
        '  "a",\n]\n[tool.other]\ntag = 1\n'
    )
    (source,) = read_configuration(tmp_path)
    assert source.values == {
        "keep": 5,
        "min-age": 90,
        "env": {"A": "1", "B": "2"},
        "target": ["a"],
    }
    assert source.lines == {"keep": 5, "min-age": 6, "env": 7, "target": 10}
    assert source.origin("keep") == "pyproject.toml:5"


def test_yaml_scalars_stay_texts(tmp_path: Path) -> None:
    """Ids that look like numbers or words for yes and no are not changed by YAML."""
    (tmp_path / "alembic-squash.yml").write_text(
        "revision: 0560\ntarget:\n- 1e10\n- on\nenv:\n  A: 010\n"
    )
    (source,) = read_configuration(tmp_path)
    assert source.values == {"revision": "0560", "target": ["1e10", "on"], "env": {"A": "010"}}
    assert source.lines == {"revision": 1, "target": 2, "env": 5}


def test_all_three_files_are_found(tmp_path: Path) -> None:
    """pyproject.toml, alembic-squash.yml and the one in .github are read together."""
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/alembic-squash.yml").write_text("timeout: 60\n")
    (tmp_path / "alembic-squash.yml").write_text("role: owner\n")
    (tmp_path / "pyproject.toml").write_text("[tool.alembic-squash]\nkeep = 5\n")
    files = read_configuration(tmp_path)
    settings = resolve(str(tmp_path), flags={}, variables={}, files=files)
    assert (settings.keep, settings.role, settings.timeout) == (5, "owner", 60)
    assert settings.origins["timeout"] == ".github/alembic-squash.yml:1"


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    """A YAML file of comments alone is a file without keys."""
    (tmp_path / "alembic-squash.yml").write_text("# later\n")
    assert [source.values for source in read_configuration(tmp_path)] == [{}]


def test_a_named_file_takes_the_place_of_the_found_ones(tmp_path: Path) -> None:
    """--config reads that one file and no other."""
    (tmp_path / "alembic-squash.yml").write_text("keep: 1\n")
    for name, text in (("ours.yml", "keep: 2\n"), ("ours.toml", "tool.alembic-squash.keep = '2'")):
        path = tmp_path / name
        path.write_text(text)
        (source,) = read_configuration(tmp_path, str(path))
        assert (source.where, source.values) == (str(path), {"keep": "2"})


def test_a_named_file_must_exist_and_hold_our_table(tmp_path: Path) -> None:
    """--config with a wrong path, or a TOML file without our table, is refused."""
    assert "ours.yml: there is no such file" in said(tmp_path, str(tmp_path / "ours.yml"))
    (tmp_path / "ours.toml").write_text("keep = 2\n")
    assert "has no table [tool.alembic-squash]" in said(tmp_path, str(tmp_path / "ours.toml"))


def test_the_project_must_be_a_folder(tmp_path: Path) -> None:
    """A PROJECT that does not exist is told as such, not as a missing history."""
    assert "nowhere is no folder" in said(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("pyproject.toml", "a = 1\nb = \n", "pyproject.toml is no TOML: Invalid value (at line 2"),
        ("pyproject.toml", "[tool.alembic_squash]\n", "Did you mean [tool.alembic-squash]?"),
        ("pyproject.toml", "[tool]\nalembic-squash = 1\n", "tool.alembic-squash is no table"),
        ("alembic-squash.yml", "a: 1\nb: [\n", "alembic-squash.yml:3: "),
        ("alembic-squash.yml", "a: 1\n\tb: 2\n", "alembic-squash.yml:2: "),
        ("alembic-squash.yml", "# ours\n- keep\n", "alembic-squash.yml:2: no key: value pairs"),
        ("alembic-squash.yml", "a: 1\nb: 2\na: 3\n", ":3: the key 'a' is already in line 1"),
        ("alembic-squash.yml", "a: \x01\n", "alembic-squash.yml: "),
        ("alembic-squash.yaml", "keep: 1\n", "alembic-squash.yaml is not looked at"),
        ("alembic-squash.yml", f"a: {DEEP}\n", "alembic-squash.yml is nested too deeply"),
        ("alembic-squash.yml", "env:\n  A: 1\n  A: 2\n", ":3: the key 'A' is already in line 2"),
        ("alembic-squash.yml", "a: 1\n[b]: 2\n", ":2: a key is a list or a table, not a text"),
        ("alembic-squash.yml", "env:\n  ? {b: c}\n  : 2\n", ":2: a key is a list or a table"),
        ("alembic-squash.yml", "a: &a\n- *a\n", "alembic-squash.yml:1: "),
        ("pyproject.toml", "tool = 3\n", "pyproject.toml: tool is no table"),
        ("pyproject.toml", "tool = 'alembic-squash'\n", "pyproject.toml: tool is no table"),
        ("pyproject.toml", "tool = ['alembic-squash']\n", "pyproject.toml: tool is no table"),
        ("pyproject.toml", f"[other]\na = {DEEP}\n", "pyproject.toml is nested too deeply"),
        ("pyproject.toml", f"a = {'9' * 5000}\n", "has a number of thousands of digits"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    """The message names the file, and the line where there is one."""
    (tmp_path / name).write_text(text)
    assert message in said(tmp_path)


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, and a folder in the place of a file, are told."""
    (tmp_path / "alembic-squash.yml").write_bytes(b"keep: \xff\n")
    assert "alembic-squash.yml cannot be read" in said(tmp_path)
    (tmp_path / "alembic-squash.yml").unlink()
    (tmp_path / "alembic-squash.yml").mkdir()
    assert "alembic-squash.yml cannot be read" in said(tmp_path)


def test_a_file_of_variables_is_found_from_here_or_from_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The current folder goes before the project's; a file that is in neither is told."""
    project = tmp_path / "backend"
    project.mkdir()
    monkeypatch.chdir(tmp_path)
    (project / "ours.env").write_text("A=project\n")
    assert read_env_file(project, "ours.env") == "A=project\n"
    (tmp_path / "ours.env").write_text("A=here\n")
    assert read_env_file(project, "ours.env") == "A=here\n"
    with pytest.raises(UsageError, match=r"other\.env: there is no such file"):
        read_env_file(project, "other.env")


def test_a_name_that_is_too_long_is_that_of_no_file(tmp_path: Path) -> None:
    """Of a project, of --config and of --env-file; none of them is a bug of ours."""
    assert f"{LONG} is no folder" in said(tmp_path / LONG)
    assert f"{LONG}: there is no such file" in said(tmp_path, LONG)
    with pytest.raises(UsageError, match=f"{LONG}: there is no such file"):
        read_env_file(tmp_path, LONG)


def test_a_place_that_cannot_be_looked_up_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder whose files we may not see is not the same as a missing file."""

    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.is_file", refuse)
    assert "ours.yml cannot be read: [Errno 13] Permission denied" in said(tmp_path, "ours.yml")


def test_the_mark_of_an_editor_is_no_part_of_a_file(tmp_path: Path) -> None:
    """Three bytes before the text, by which some editors say that it is UTF-8."""
    (tmp_path / "ours.env").write_text("A=1\n", encoding="utf-8-sig")
    assert read_env_file(tmp_path, str(tmp_path / "ours.env")) == "A=1\n"
    (tmp_path / "alembic-squash.yml").write_text("keep: 7\n", encoding="utf-8-sig")
    (tmp_path / "pyproject.toml").write_text("tool.alembic-squash.tag = 'v1'\n", "utf-8-sig")
    found = [source.values for source in read_configuration(tmp_path)]
    assert found == [{"tag": "v1"}, {"keep": "7"}]


@pytest.mark.parametrize("text", ['tag: "a\\0"', 'env: {A: "x\\0"}', 'target: ["a\\0"]'])
def test_a_nul_character_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    """YAML can write one; nothing that is started can take it."""
    (tmp_path / "alembic-squash.yml").write_text(f"timeout: 60\n{text}\n")
    files = read_configuration(tmp_path)
    with pytest.raises(UsageError, match=r"alembic-squash\.yml:2: .* without NUL characters"):
        resolve(str(tmp_path), flags={}, variables={}, files=files)
