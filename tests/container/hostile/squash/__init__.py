"""A folder of the user's that is called like ours."""

raise ImportError("the user's folder squash was imported")
