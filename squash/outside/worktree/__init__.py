"""A worktree: copies of a project to replay in, and the one change made to the project itself."""

from squash.outside.worktree.apply import apply_squash, not_held
from squash.outside.worktree.change import Applied, Change, Recovery
from squash.outside.worktree.mirror import Mirror, is_installed, mirror
from squash.outside.worktree.orphans import find_orphans
from squash.outside.worktree.recover import recover

__all__ = [
    "Applied",
    "Change",
    "Mirror",
    "Recovery",
    "apply_squash",
    "find_orphans",
    "is_installed",
    "mirror",
    "not_held",
    "recover",
]
