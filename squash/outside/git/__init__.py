"""Git: the repository a project lies in, the one on the forge, and the one a run works in."""

from squash.outside.git.environment import any_owner, git_environment
from squash.outside.git.repository import Repository, find_repository

__all__ = ["Repository", "any_owner", "find_repository", "git_environment"]
