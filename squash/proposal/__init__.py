"""A proposal: the one pull request of a lineage, and what is to be done with it."""
