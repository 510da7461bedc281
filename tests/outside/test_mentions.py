"""The files of a tree are looked through for what still names removed revisions."""

from __future__ import annotations

from pathlib import Path

from squash.outside.mentions import find_mentions

REMOVED = {"aa11bb22": "versions/aa11bb22_one.py", "cc33dd44": "versions/cc33dd44_two.py"}


def test_every_line_by_file(tmp_path: Path) -> None:
    """Files are looked into in order; removed ones, the baseline and what is no file are not."""
    texts = {
        "tests/test_b.py": 'x = 1\nupgrade("aa11bb22")\n',
        "docs/a.md": "`aa11bb22` came first, `cc33dd44` stays\n\nimport cc33dd44_two",
        "versions/aa11bb22_one.py": "revision = 'aa11bb22'",
        "versions/cc33dd44_baseline.py": '"""Replaces aa11bb22."""',
        "large.json": "aa11bb22" + " " * 1_000_000,
        "untracked.py": "aa11bb22",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "link.md").symlink_to("docs/a.md")
    (tmp_path / "submodule").mkdir()
    files = [name for name in texts if name != "untracked.py"]
    found = find_mentions(
        tmp_path,
        [*files, "link.md", "submodule", "gone.py"],
        REMOVED,
        "cc33dd44",
        apart=["versions/cc33dd44_baseline.py"],
    )
    assert [(each.file, each.line, each.what) for each in found] == [
        ("docs/a.md", 1, "aa11bb22"),
        ("docs/a.md", 3, "cc33dd44_two.py"),
        ("tests/test_b.py", 2, "aa11bb22"),
    ]
