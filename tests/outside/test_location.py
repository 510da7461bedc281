"""The migrations of a project are found by every way Alembic can be configured."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from squash.errors import UsageError
from squash.outside.location import Location, find_location


def make(root: Path, **files: str) -> Path:
    """Write files (`__` is a slash, the last `_` before the suffix a dot); returns the root."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def scripts(root: Path, *folders: str) -> Path:
    """Make script folders with env.py and versions; returns the root."""
    for folder in folders:
        (root / folder / "versions").mkdir(parents=True)
        (root / folder / "env.py").write_text("", encoding="utf-8")
    return root


def ini(root: Path, text: str, name: str = "alembic.ini") -> Path:
    """Write an ini with an [alembic] section; returns the root."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(f"[alembic]\n{text}\n", encoding="utf-8")
    return root


def refused(
    root: Path, config: str | None = None, name: str | None = None, says: str = ""
) -> UsageError:
    """The error for a project; it says why and what next."""
    with pytest.raises(UsageError) as caught:
        find_location(root, config, name)
    assert caught.value.why
    assert caught.value.next_step
    assert says in f"{caught.value}"
    return caught.value


def test_defaults(tmp_path: Path) -> None:
    """A plain alembic.ini with nothing but a relative script_location."""
    ini(scripts(tmp_path, "migrations"), "script_location = migrations")
    root = tmp_path.resolve()
    assert find_location(tmp_path) == Location(
        project=root,
        config_file=root / "alembic.ini",
        section="alembic",
        script_location=root / "migrations",
        package=None,
        version_locations=(root / "migrations" / "versions",),
        recursive=False,
        file_template=None,
        truncate_slug_length=40,
        encoding="utf-8",
        sourceless=False,
        timezone=None,
        prepend_sys_path=None,
        search_path=(root, root / "src"),
    )


def test_all_options(tmp_path: Path) -> None:
    """Every option of the ini that concerns files."""
    ini(
        scripts(tmp_path, "m"),
        "script_location = %(here)s/m\nprepend_sys_path = .\nrecursive_version_locations = true\n"
        "file_template = %%(year)d_%%(rev)s\ntruncate_slug_length = 20\nsourceless = true\n"
        "output_encoding = latin-1\ntimezone = UTC",
    )
    found = find_location(tmp_path)
    assert (found.file_template, found.truncate_slug_length) == ("%(year)d_%(rev)s", 20)
    assert (found.encoding, found.timezone, found.prepend_sys_path) == ("latin-1", "UTC", ".")
    assert (found.recursive, found.sourceless) == (True, True)


@pytest.mark.parametrize(
    "options",
    [
        "version_locations = {here}/a {here}/b",
        "version_locations = {here}/a,{here}/b",
        "version_locations = {here}/a,  {here}/b",
        "version_locations = %(here)s/a:%(here)s/b\npath_separator = os",
        "version_locations = a:b\nversion_path_separator = :",
        "version_locations = a;b\npath_separator = ;\nversion_path_separator = :",
        "version_locations = a b\nversion_path_separator = space",
        "version_locations =\n    a\n    b\npath_separator = newline",
        "version_locations = a, b/../b, a",
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_version_locations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: str) -> None:
    """Several version locations by every separator, as Alembic itself splits them."""
    scripts(tmp_path, "m")
    for name in "ab":
        (tmp_path / name).mkdir()
    ini(tmp_path, "script_location = m\n" + options.replace("{here}", str(tmp_path)))
    monkeypatch.chdir(tmp_path)
    theirs = ScriptDirectory.from_config(Config("alembic.ini"))._version_locations
    found = find_location(tmp_path).version_locations
    assert found == (tmp_path / "a", tmp_path / "b")
    assert found == tuple(dict.fromkeys(Path(os.path.normpath(each)) for each in theirs))


def test_missing_version_location(tmp_path: Path) -> None:
    """A version location that does not exist is kept for the reader to judge."""
    ini(scripts(tmp_path, "m"), "script_location = m\nversion_locations = gone")
    assert find_location(tmp_path).version_locations == (tmp_path / "gone",)


def test_named_file_and_section(tmp_path: Path) -> None:
    """`-c` and `-n` choose the file and its section."""
    scripts(tmp_path, "one", "two")
    text = "script_location = one\n[two]\nscript_location = two"
    ini(tmp_path, text, "conf/db.ini")
    found = find_location(tmp_path, "conf/db.ini", "two")
    assert (found.script_location, found.section) == (tmp_path / "two", "two")
    assert found.config_file == tmp_path / "conf/db.ini"


def test_paths_beside_a_named_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there from the ini's folder alone tells in which folder Alembic is run."""
    ini(scripts(tmp_path, "backend/m"), "script_location = m", "backend/alembic.ini")
    for config in ("backend", "backend/alembic.ini", None):
        error = refused(tmp_path, config, says=f"script_location = m is no folder in {tmp_path}.")
        step = "Name that folder as PROJECT, or working-directory: "
        assert error.next_step == f"{step}{tmp_path / 'backend'}"
    monkeypatch.chdir(tmp_path)
    assert refused(tmp_path).next_step == f"{step}backend"
    assert find_location(tmp_path / "backend").script_location == tmp_path / "backend/m"


def test_pyproject(tmp_path: Path) -> None:
    """`[tool.alembic]` alone is a configuration, with TOML's own types."""
    make(
        scripts(tmp_path, "m"),
        pyproject_DOT_toml='[tool.alembic]\nscript_location = "%(here)s/m"\n'
        'version_locations = ["%(here)s/m/versions", "%(here)s/x"]\nsourceless = true\n'
        'prepend_sys_path = [".", "lib"]\ntruncate_slug_length = 9\n'
        'file_template = "%%(rev)s"\n',
    )
    found = find_location(tmp_path)
    assert found.config_file == tmp_path / "pyproject.toml"
    assert found.version_locations == (tmp_path / "m/versions", tmp_path / "x")
    assert (found.sourceless, found.truncate_slug_length) == (True, 9)
    assert (found.file_template, found.prepend_sys_path) == (
        "%(rev)s",
        os.pathsep.join([".", "lib"]),
    )
    assert tmp_path / "lib" in found.search_path
    assert find_location(tmp_path, "pyproject.toml") == found


def test_ini_and_pyproject(tmp_path: Path) -> None:
    """Both together: the ini goes first, what it does not say is in pyproject.toml."""
    make(
        scripts(tmp_path, "m"),
        pyproject_DOT_toml='[tool.alembic]\nscript_location = "m"\ntimezone = "CET"\n',
        alembic_DOT_ini="[alembic]\ntimezone = UTC\n[loggers]\nkeys = root\n",
    )
    found = find_location(tmp_path)
    assert (found.script_location, found.timezone) == (tmp_path / "m", "UTC")


def test_ini_without_section_beside_pyproject(tmp_path: Path) -> None:
    """An ini that only configures logging leaves everything to pyproject.toml."""
    make(
        scripts(tmp_path, "m"),
        pyproject_DOT_toml='[tool.alembic]\nscript_location = "m"\n',
        alembic_DOT_ini="[loggers]\nkeys = root\n",
    )
    assert find_location(tmp_path).config_file == tmp_path / "pyproject.toml"


@pytest.mark.parametrize(
    ("folder", "options"),
    [
        ("shop/db/m", ""),
        ("src/shop/db/m", ""),
        ("lib/shop/db/m", "prepend_sys_path = lib"),
        ("lib/shop/db/m", "prepend_sys_path = other:lib\npath_separator = :"),
        ("lib/shop/db/m", "prepend_sys_path = other, lib"),
    ],
)
def test_package(tmp_path: Path, folder: str, options: str) -> None:
    """`package:path` is found in the project, src and prepend_sys_path, importing nothing."""
    ini(scripts(tmp_path, folder), f"script_location = shop.db:m\n{options}")
    (tmp_path / folder / "../__init__.py").write_text("raise SystemExit", encoding="utf-8")
    found = find_location(tmp_path)
    assert (found.script_location, found.package) == (tmp_path / folder, "shop.db")


def test_package_in_another_folder(tmp_path: Path) -> None:
    """A package that is only installed is found in the folders the caller names."""
    project = tmp_path / "project"
    ini(scripts(tmp_path, "site/shop/m"), "script_location = shop:m", "project/alembic.ini")
    found = find_location(project, sys_path=lambda: [tmp_path / "site"])
    assert found.script_location == tmp_path / "site/shop/m"
    assert str(project / "src") in refused(project, says="script_location = shop:m").why


def test_flask_migrate(tmp_path: Path) -> None:
    """A folder with env.py, versions and an ini without script_location, found by itself."""
    ini(scripts(tmp_path, "web/migrations"), "timezone = UTC", "web/migrations/alembic.ini")
    found = find_location(tmp_path)
    assert found.script_location == tmp_path / "web/migrations"
    assert found.timezone == "UTC"
    assert found == find_location(tmp_path, "web/migrations")


def test_no_ini_at_all(tmp_path: Path) -> None:
    """A folder with env.py and versions is enough, found or named."""
    scripts(tmp_path, "pkg/migrations", ".tox/x/migrations", "venv/migrations")
    scripts(tmp_path, "tools/migrations")
    (tmp_path / "tools/pyvenv.cfg").touch()
    found = find_location(tmp_path)
    assert (found.script_location, found.config_file) == (tmp_path / "pkg/migrations", None)
    assert found == find_location(tmp_path, "pkg/migrations")


def test_ini_further_down(tmp_path: Path) -> None:
    """An ini below the project counts once with the folder it names; a broken one does not."""
    scripts(tmp_path, "backend/app/m")
    text = "script_location = %(here)s/app/m\ntimezone = UTC"
    ini(tmp_path, text, "backend/alembic.ini")
    ini(tmp_path, "script_location = gone", "templates/alembic.ini")
    assert find_location(tmp_path).timezone == "UTC"


def test_several(tmp_path: Path) -> None:
    """Several histories below a project are named, not chosen between."""
    ini(scripts(tmp_path, "a/m", "b/m"), "script_location = m", "a/alembic.ini")
    error = refused(tmp_path)
    assert error.what.endswith("a/alembic.ini, b/m.")
    told = f"Choose one, for example the folder {tmp_path / 'a'} as PROJECT, or working-directory"
    assert error.next_step == told
    assert find_location(tmp_path / "a").script_location == tmp_path / "a/m"
    assert find_location(tmp_path, "b/m").script_location == tmp_path / "b/m"
    ini(tmp_path, "script_location = %(here)s/m", "a/alembic.ini")
    assert refused(tmp_path).next_step == "Choose one, for example -c a/alembic.ini"
    assert find_location(tmp_path, "a/alembic.ini").script_location == tmp_path / "a/m"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("script_location = gone", "script_location = gone is no folder"),
        ("script_location = m/versions", "has no env.py"),
        ("script_location = %(nope)s/m", "script_location cannot be read"),
        ("script_location = m\ntruncate_slug_length = x", "truncate_slug_length is not a whole"),
        ("script_location = m\noutput_encoding = utf-9", "output_encoding is not an encoding"),
        ("script_location = m\nversion_locations = a\npath_separator = |", "is not a separator"),
        ("timezone = UTC", "No script_location in"),
        ("timezone = UTC\n[two]\nscript_location = m", "-n two"),
        ("[alembic]", "cannot be read"),
    ],
)
def test_bad_ini(tmp_path: Path, text: str, says: str) -> None:
    """An ini that leads nowhere is refused with file, section and key."""
    ini(scripts(tmp_path, "m"), text)
    refused(tmp_path, says=says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("script_location = 1", "script_location is not a string or a list of strings"),
        ('script_location = ["m"]', "script_location is not a string"),
        ('script_location = "%(nope)s"', "script_location cannot be read"),
        ('script_location = "m"\nsourceless = "true"', "sourceless is not true or false"),
        ("script_location = ", "cannot be read: "),
    ],
)
def test_bad_pyproject(tmp_path: Path, text: str, says: str) -> None:
    """A pyproject.toml that leads nowhere is refused with its key."""
    make(scripts(tmp_path, "m"), pyproject_DOT_toml=f"[tool.alembic]\n{text}\n")
    refused(tmp_path, says=says)


def test_nothing_there(tmp_path: Path) -> None:
    """No configuration, no such file, no such section, no such folder: each its own error."""
    refused(tmp_path, says="No Alembic configuration in")
    refused(tmp_path / "nope", says="is not a folder")
    refused(tmp_path, "nope.ini", says="There is no configuration file")
    ini(scripts(tmp_path, "m"), "script_location = m")
    refused(tmp_path, name="two", says="has no section [two]")
    assert "-n alembic" in refused(tmp_path, name="two").next_step
    make(tmp_path, pyproject_DOT_toml="[tool.other]\n", empty_DOT_ini="[x]\n")
    refused(tmp_path, "empty.ini", says="Add the section")
    (tmp_path / "alembic.ini").unlink()
    refused(tmp_path, "pyproject.toml", says="has no section [tool.alembic]")


def test_broken_ini_further_down(tmp_path: Path) -> None:
    """A single broken ini below a project is the error, not that there is none."""
    ini(tmp_path, "script_location = gone", "sub/alembic.ini")
    refused(tmp_path, says="script_location = gone is no folder")
