"""The bench: how long a proved squash takes beside a plain upgrade of the same history."""
