"""What of an open pull request builds on revisions that go."""

from __future__ import annotations

from hashlib import sha256

from squash.proposal.built_on import built_on
from squash.proposal.pull import BuiltOn, Pull

PULL = Pull(
    number=5, url="https://x.example/5", state="open", branch="b", sha="1" * 40, base="main"
)
OLD = b'revision = "a1"\ndown_revision = None\n'
REMOVED = {"a1": sha256(OLD).hexdigest(), "b2": "", "c3": ""}


def revision(name: str, down: object, depends_on: object = None) -> bytes:
    """The text of a revision file."""
    return (
        f"revision = {name!r}\ndown_revision = {down!r}\ndepends_on = {depends_on!r}\n"
    ).encode()


def found(files: dict[str, bytes]) -> list[tuple[str, str, str]]:
    """(path, revision, parent) of what builds on revisions that go, when cut at c3."""
    return [
        (each.path, each.revision, each.parent) for each in built_on(PULL, files, REMOVED, "c3")
    ]


def test_a_revision_after_a_removed_one() -> None:
    """By down_revision, by a merge, by depends_on: each is told with what it needs."""
    assert found(
        {
            "v/n1.py": revision("n1", "b2"),
            "v/n2.py": revision("n2", ("a1", "d4")),
            "v/n3.py": revision("n3", "d4", ["b2", "a1"]),
        }
    ) == [
        ("v/n1.py", "n1", "b2"),
        ("v/n2.py", "n2", "a1"),
        ("v/n3.py", "n3", "b2"),
        ("v/n3.py", "n3", "a1"),
    ]


def test_it_is_told_with_its_pull_request() -> None:
    """Number and page are those of the pull request."""
    [one] = built_on(PULL, {"n.py": revision("n", "b2")}, REMOVED, "c3")
    assert one == BuiltOn(5, "https://x.example/5", "n", "n.py", "b2")


def test_what_stays_is_no_harm() -> None:
    """After the cut, after kept ones, after ones of its own, at the root."""
    files = {f"{each}.py": revision(f"n{each}", each) for each in ("c3", "d4", "n1")}
    assert found(files | {"root.py": revision("root", None)}) == []


def test_a_changed_revision_that_goes() -> None:
    """An edit is told by the revision itself; the same content, or unknown, is no edit."""
    assert found({"a.py": OLD, "b.py": revision("b2", "a1")}) == []
    assert found({"a.py": OLD + b"# more\n"}) == [("a.py", "a1", "a1")]


def test_what_is_no_revision_is_passed_over() -> None:
    """Other files, broken ones and computed ids say nothing."""
    deep = b"revision = 'x'\ndown_revision = " + b"1+" * 1500 + b"1\n"
    assert (
        found(
            {
                "README.md": b"down_revision = 'b2'",
                "helper.py": b"x = 1\n",
                "broken.py": b"revision = (",
                "computed.py": b"import os\nrevision = 'x'\ndown_revision = os.name\n",
                "deep.py": deep,
            }
        )
        == []
    )
