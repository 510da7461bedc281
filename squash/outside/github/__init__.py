"""GitHub: pull requests and comments of one repository."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from urllib.parse import quote

from squash.outside.github import commenting
from squash.outside.github.asking import Asking, Wish
from squash.outside.github.opening import Opening, open_pull
from squash.outside.github.reading import read_pull
from squash.outside.github.refusing import PERSONAL
from squash.outside.github.signing import signed_commit, why_unsigned
from squash.outside.github.trimmings import assign, label, request_reviewers
from squash.outside.refusals import Invalid, NotThere
from squash.outside.web import Patience, Web
from squash.proposal.pull import Note, Pull
from squash.report.secrets import encoded_forms

_VERSION = "2022-11-28"
_WRITE = ("contents: write", "pull-requests: write")
_READ = ("pull-requests: read",)
_VIEWER = "query { viewer { login } }"
_DRAFT = {
    True: "mutation($id: ID!) { convertPullRequestToDraft(input: {pullRequestId: $id}) "
    "{ pullRequest { isDraft } } }",
    False: "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) "
    "{ pullRequest { isDraft } } }",
}


class GitHub:
    """One repository on GitHub, or on a server of an enterprise.

    Every method raises a ForgeError (`squash.outside.refusals`) where GitHub does not answer or
    does not do it.

    Parameters
    ----------
    api_url, graphql_url, server_url : as the runner names them (``GITHUB_API_URL`` …)
    repository : ``owner/name``
    token : of the workflow, of an App, or of a person
    variables : where proxies and certificates are named
    tell : told in one sentence what is waited for, and what a person should know
    patience : how long is waited
    """

    def __init__(
        self,
        api_url: str,
        graphql_url: str,
        server_url: str,
        repository: str,
        token: str,
        variables: Mapping[str, str],
        tell: Callable[[str], None] = lambda _: None,
        patience: Patience | None = None,
    ) -> None:
        self.repository = repository
        self.server_url = server_url.rstrip("/")
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {token}",
            "User-Agent": "alembic-squash-action",
            "X-GitHub-Api-Version": _VERSION,
        }
        secrets = (token, *encoded_forms(token))
        web = Web("GitHub", api_url, headers, secrets, variables, tell, patience or Patience())
        self.asking = Asking(web, graphql_url, repository, token.startswith(PERSONAL))
        self._token = token

    def __repr__(self) -> str:
        return f"GitHub({self.asking.web.base!r}, {self.repository!r})"

    def viewer(self) -> str:
        """The login that this token acts as; ``GET /user`` answers only to persons."""
        wish = Wish("say whose token this is")
        return str(self.asking.graphql(wish, _VIEWER, {})["viewer"]["login"])

    def default_branch(self) -> str:
        """The branch that the repository shows first."""
        wish = Wish("show the repository", ("contents: read",))
        return str(self.asking.rest(wish, "GET", "")["default_branch"])

    def pulls(
        self, branch: str | None = None, base: str | None = None, state: str = "all"
    ) -> list[Pull]:
        """Pull requests, the newest first.

        Parameters
        ----------
        branch : of this repository that they would merge; None: any of any repository
        base : that they would be merged into; None: any
        state : ``open``, ``closed`` or ``all``
        """
        query: dict[str, str | int] = {
            "state": state, "sort": "created", "direction": "desc", "per_page": commenting.PAGE,
        }  # fmt: skip
        if branch is not None:
            query["head"] = f"{self.repository.partition('/')[0]}:{branch}"
        if base is not None:
            query["base"] = base
        wish = Wish("list the pull requests", _READ)
        found = [read_pull(each) for each in self.asking.every(wish, "/pulls", query)]
        # A head that GitHub cannot read is no filter to it, and forks have branches of that name.
        return [each for each in found if branch is None or (each.branch == branch and each.own)]

    def pull(self, number: int) -> Pull:
        """One pull request; NotThere where there is none of that number."""
        wish = Wish(f"show pull request #{number}", _READ, f"pull request #{number}")
        return read_pull(self.asking.rest(wish, "GET", f"/pulls/{number}"))

    def create(
        self,
        *,
        branch: str,
        base: str,
        title: str,
        body: str,
        draft: bool = False,
    ) -> Pull:
        """Open a pull request; one that is open already for this branch and base is given back.

        That may be of another run at the same time, or of this one where the answer got lost.

        Parameters
        ----------
        branch : that was pushed
        base : that it is to be merged into
        title, body : of the pull request
        draft : whether it is to be one; told where the repository has none

        Raises
        ------
        PullRequestsForbidden : workflows may not open any in this repository
        """
        return open_pull(
            self.asking,
            Opening(branch, base, title, body, draft, self.server_url),
            lambda: next(iter(self.pulls(branch, base, "open")), None),
        )

    def update(
        self,
        number: int,
        *,
        title: str | None = None,
        body: str | None = None,
        base: str | None = None,
        state: str | None = None,
    ) -> Pull:
        """Change what is given of a pull request."""
        given = {"title": title, "body": body, "base": base, "state": state}
        changed = {name: value for name, value in given.items() if value is not None}
        wish = Wish(f"change pull request #{number}", _WRITE, f"pull request #{number}")
        path = f"/pulls/{number}"
        return read_pull(self.asking.rest(wish, "PATCH", path, changed, repeatable=True))

    def set_draft(self, pull: Pull, draft: bool) -> None:
        """Make a pull request a draft, or ready for review."""
        doing = "make it a draft" if draft else "mark it ready for review"
        wish = Wish(f"change pull request #{pull.number} ({doing})", _WRITE, f"#{pull.number}")
        self.asking.graphql(wish, _DRAFT[draft], {"id": pull.id})

    def label(self, number: int, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Add labels, made where there are none of that name; what was refused, in sentences."""
        return label(self.asking, number, labels)

    def assign(self, number: int, users: tuple[str, ...]) -> tuple[str, ...]:
        """Assign persons; what was refused, in sentences."""
        return assign(self.asking, number, users)

    def request_reviewers(
        self, number: int, users: tuple[str, ...], teams: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Ask persons and teams (their slugs) for a review; what was refused, in sentences."""
        return request_reviewers(self.asking, number, users, teams)

    def comments(self, number: int) -> Iterator[Note]:
        """Comments of a pull request, the oldest first, as far as they are asked for."""
        return commenting.comments(self.asking, number)

    def comment(self, number: int, body: str) -> Note:
        """Comment on a pull request; once, also where the answer got lost."""
        return commenting.comment(self.asking, number, body)

    def edit_comment(self, id: int, body: str) -> Note:
        """Give a comment another text; NotThere where somebody deleted it."""
        return commenting.edit_comment(self.asking, id, body)

    def delete_comment(self, id: int) -> None:
        """Delete a comment; one that is not there is deleted."""
        commenting.delete_comment(self.asking, id)

    def delete_branch(self, branch: str) -> None:
        """Delete a branch, wherever it stands; one that is not there is deleted."""
        wish = Wish(f"delete the branch {branch}", ("contents: write",), f"branch {branch}")
        path = f"/git/refs/{quote(f'heads/{branch}', safe='')}"
        try:
            self.asking.rest(wish, "DELETE", path, repeatable=True)
        except (NotThere, Invalid) as error:
            if isinstance(error, Invalid) and "does not exist" not in str(error):
                raise

    def signed_commit(
        self,
        *,
        base_tree: str,
        parent: str,
        changes: Mapping[str, bytes | None],
        message: str,
        tree: str,
        executable: Collection[str] = (),
        author: str | None = None,
        committer: str | None = None,
    ) -> str:
        """The id of a commit that GitHub makes and signs; moves no branch.

        Parameters
        ----------
        base_tree, parent : ids of the parent's tree and of the parent
        changes : content by path, as git stores it; None: removed
        message : of the commit
        tree : id that the new tree must have: the proved one
        executable : paths of files that are programs
        author, committer : refused where given: GitHub signs for nobody else

        Raises UsageError where it would not be signed, Unsigned where it is not.
        """
        if (error := why_unsigned(self._token, author, committer)) is not None:
            raise error
        return signed_commit(
            self.asking, base_tree=base_tree, parent=parent, changes=changes,
            executable=executable, message=message, tree=tree,
        )  # fmt: skip
