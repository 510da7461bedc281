"""Privileges on what no dump of one database grants: on the database and on parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from squash.baseline.quoting import any_role, in_this_database, setting_name

Grants = Sequence[dict[str, Any]]


def database_privileges(grants: Grants, before: Grants) -> Iterator[str]:
    """The statements for the privileges on this database.

    Parameters
    ----------
    grants : the value of its fact
    before : the same before the first revision
    """
    for grant in before:
        if grant not in grants:
            yield in_this_database(
                "REVOKE ALL ON DATABASE %I ", f"FROM {any_role(grant['grantee'])}"
            )
    for words, receiver in granted(grant for grant in grants if grant not in before):
        yield in_this_database(f"GRANT {words} ON DATABASE %I ", receiver)


def parameter_privileges(parameter: str, grants: Grants, before: Grants) -> Iterator[str]:
    """The statements for the privileges on a parameter of the server; parameters as above.

    The server's owner grants them and has them all by himself.
    """
    new = (grant for grant in grants if grant not in before)
    for words, receiver in granted(grant for grant in new if grant["grantee"] != grant["grantor"]):
        yield f"GRANT {words} ON PARAMETER {setting_name(parameter)} {receiver}"


def granted(grants: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """What is granted, and to whom, with the grant option apart; parameters as above."""
    for grant in grants:
        with_option = set(grant.get("grant option", ()))
        for option, words in (("", set(grant["privileges"]) - with_option),
                              (" WITH GRANT OPTION", with_option)):  # fmt: skip
            if words:
                yield ", ".join(sorted(words)), f"TO {any_role(grant['grantee'])}{option}"
