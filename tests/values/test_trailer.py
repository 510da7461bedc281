"""The trailer: our commits are known again, and what others did to them is seen."""

from __future__ import annotations

from squash.proposal.trailer import is_ours, with_trailer

TREE, OTHER = "a" * 40, "b" * 40


def test_a_commit_is_ours_while_its_tree_is_the_proved_one() -> None:
    """An amended commit has another tree, and one of somebody else no such line."""
    message = with_trailer("Squash\n\nWhy it is safe.\n", TREE)
    assert message == f"Squash\n\nWhy it is safe.\n\nProved-tree: {TREE}\n"
    assert is_ours(message, TREE)
    assert not is_ours(message, OTHER)
    assert not is_ours("Squash\n", TREE)


def test_trailers_of_others_stay_trailers() -> None:
    """Git takes the last paragraph alone for trailers."""
    signed = "Squash\n\nSigned-off-by: A <a@example.org>\n"
    assert with_trailer(signed, TREE).endswith(f"example.org>\nProved-tree: {TREE}\n")
    assert with_trailer("fix: squash", TREE) == f"fix: squash\n\nProved-tree: {TREE}\n"
