"""SQL as text: statements, the items of a dump, and how they are written as Python."""
