"""Files that only removed revisions use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from squash.outside.worktree import find_orphans
from squash.outside.worktree.orphans import orphans


@pytest.mark.parametrize(
    ("candidates", "removed", "others", "expected"),
    [
        (["v/seed.csv"], {"v/a.py": "open('seed.csv')"}, {}, ["v/seed.csv"]),
        (["v/seed.csv"], {"v/a.py": "open('seed.csv')"}, {"v/b.py": "'data/seed.csv'"}, []),
        (["v/seed.csv"], {"v/a.py": "open('my_seed.csv')"}, {}, []),
        (["v/seed.csv"], {"v/a.py": "open('seed.csv.gz')"}, {}, []),
        (["v/seed.csv"], {"v/a.py": ""}, {}, []),
        (["h/tools.py"], {"v/a.py": "from h.tools import x"}, {"h/tools.py": ""}, ["h/tools.py"]),
        (["h/tools.py"], {"v/a.py": "    from . import tools"}, {}, ["h/tools.py"]),
        (["h/tools.py"], {"v/a.py": "import tools"}, {"v/b.py": "import tools as t"}, []),
        (["h/tools.py"], {"v/a.py": "tools = 1  # no import"}, {}, []),
        (["v/a.sql", "v/b.sql"], {"v/a.py": ""}, {"v/b.py": ""}, ["v/a.sql"]),
        (["v/a.sql"], {"v/a.py": ""}, {"env.py": "load('a.sql')"}, []),
        (
            ["v/rows.json", "v/load.py"],
            {"v/a.py": "import load"},
            {"v/load.py": "open('rows.json')", "v/b.py": ""},
            ["v/rows.json", "v/load.py"],
        ),
        (
            ["v/rows.json", "v/load.py"],
            {"v/a.py": "import load; 'rows.json'"},
            {"v/load.py": "open('rows.json')", "v/b.py": "import load"},
            [],
        ),
    ],
)
def test_only_what_nothing_else_names_is_an_orphan(
    candidates: list[str], removed: dict[str, str], others: dict[str, str], expected: list[str]
) -> None:
    """A file is an orphan when removed files name it, also through each other, and no others."""
    assert orphans(candidates, removed, others) == tuple(expected)


def test_orphans_are_found_beside_the_migrations(tmp_path: Path) -> None:
    """The locations are searched, links, hidden folders and the project at large are not."""
    versions = tmp_path / "migrations" / "versions"
    for name, text in {
        "app/seed.csv": "",
        "migrations/env.py": "import helpers",
        "migrations/helpers.py": "",
        "migrations/.hidden/seed.csv": "",
        "migrations/node_modules/seed.csv": "",
        "migrations/versions/__pycache__/a.pyc": "",
        "migrations/versions/a.pyc": "",
        "migrations/versions/a.py": "import helpers, old\nopen('seed.csv'), open('used.csv')",
        "migrations/versions/b.py": "open('used.csv')",
        "migrations/versions/old.py.txt": "",
        "migrations/sql/seed.csv": "used.csv" * 200_000,
        "migrations/sql/used.csv": "",
        "migrations/old.py": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (versions / "broken.csv").symlink_to("nowhere")
    os.mkfifo(tmp_path / "migrations/sql/pipe.csv")  # Who opens it waits for ever.
    found = find_orphans(
        tmp_path,
        [versions / "a.py"],
        [versions / "b.py"],
        [versions.parent, versions, tmp_path],
    )
    assert found == (tmp_path / "migrations/old.py", tmp_path / "migrations/sql/seed.csv")
