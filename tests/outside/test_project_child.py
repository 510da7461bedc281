"""Parts of the child by themselves: what is imported from where, which programs count."""

from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path

import pytest

from squash.outside.project.application import PROBE


def child(name: str) -> types.ModuleType:
    """One of the child's files."""
    spec = importlib.util.spec_from_file_location(f"child_{name}", PROBE.with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_editable_install_is_found_in_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a folder of sys.path or a finder's mapping; what the copy only links to stays."""
    original, copy = tmp_path / "shop", tmp_path / "copy" / "shop"
    for folder in (original / "src/kit", original / "venv", copy / "src/kit"):
        folder.mkdir(parents=True)
    (copy / "venv").symlink_to(original / "venv")
    finder = types.ModuleType("__editable___kit_finder")
    monkeypatch.setattr(finder, "MAPPING", {"kit": str(original / "src/kit")}, raising=False)
    monkeypatch.setitem(sys.modules, finder.__name__, finder)
    before = [str(original / "src"), str(original / "venv"), "/elsewhere"]
    monkeypatch.setattr(sys, "path", [*before, *sys.path])
    child("imports").enter([str(original)], [str(copy)])
    assert sys.path[:3] == [str(copy / "src"), *before[1:]]
    assert vars(finder)["MAPPING"] == {"kit": str(copy / "src/kit")}


@pytest.mark.parametrize(
    ("event", "arguments", "name"),
    [
        ("subprocess.Popen", ("/usr/bin/psql", ["psql"], None, None), "psql"),
        ("subprocess.Popen", (None, ["/sbin/ldconfig", "-p"], None, None), "ldconfig"),
        ("subprocess.Popen", ("/bin/sh", ["/bin/sh", "-c", "uname"], None, None), "sh"),
        ("os.posix_spawn", (b"/usr/bin/psql", [b"psql"], {}), "psql"),
        ("os.spawn", (0, "/usr/bin/psql", ["psql"], None), "psql"),
        ("os.system", (b"uname",), ""),
    ],
)
def test_a_program_is_known_by_its_name(
    event: str, arguments: tuple[object, ...], name: str
) -> None:
    """However it is started; what a shell reads is unknown."""
    assert child("programs")._name(event, arguments) == name
