"""A small web shop: its settings and its tables."""
