"""What the stand-in does: one function for each call of the API that is used."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import unquote, urlencode

from tests.forge import shapes
from tests.forge.document import example
from tests.forge.said import Call, No, Said, invalid, refused
from tests.forge.store import StoredComment, StoredPull

LONGEST = 65_536  # characters of a body
_REPOSITORY = "/repos/{owner}/{repo}"

Operation = Callable[[Call], Said]
OPERATIONS: dict[tuple[str, str], tuple[Operation, tuple[str, ...]]] = {}


def operation(method: str, path: str, *writes: str) -> Callable[[Operation], Operation]:
    """Register what a call does, and the permissions of which it needs one."""

    def register(function: Operation) -> Operation:
        OPERATIONS[method, path] = (function, writes)
        return function

    return register


@operation("GET", "/user")
def user(call: Call) -> Said:
    """Who a person is; nobody else is told."""
    if call.token.kind != "user":
        raise No(403, "Resource not accessible by integration")
    known = example("private-user-response-with-public-profile-information")
    return Said(200, known | {"login": call.token.login, "user_view_type": "public"})


@operation("GET", _REPOSITORY)
def repository(call: Call) -> Said:
    """The repository."""
    return Said(200, shapes.repository(call.store, call.server))


@operation("GET", f"{_REPOSITORY}/pulls")
def list_pulls(call: Call) -> Said:
    """Pull requests."""
    wanted = call.query.get("state", "open")
    found = [each for each in call.store.pulls.values() if wanted in ("all", each.state)]
    owner = call.store.name.partition("/")[0]
    if ":" in call.query.get("head", ""):
        found = [each for each in found if _label(each, owner) == call.query["head"]]
    if "base" in call.query:
        found = [each for each in found if each.base == call.query["base"]]
    falling = call.query.get("direction", "desc") == "desc"
    found.sort(key=lambda each: each.number, reverse=falling)
    return _page(call, [shapes.pull(call.store, each, call.server, True) for each in found])


@operation("POST", f"{_REPOSITORY}/pulls", "pull_requests")
def create_pull(call: Call) -> Said:
    """Open one."""
    store, body = call.store, call.body
    if call.token.kind == "workflow" and not store.workflows_may_open:
        raise No(403, "GitHub Actions is not permitted to create or approve pull requests.")
    owner = store.name.partition("/")[0]
    branch, base = body["head"].removeprefix(f"{owner}:"), body["base"]
    tips = store.bare.tips()
    for field, name in (("head", branch), ("base", base)):
        if name not in tips:
            raise invalid(field)
    if not body.get("title"):
        raise invalid("title", "missing_field")
    _check_length(body.get("body") or "", "PullRequest")
    _check_single(call, branch, base)
    if not store.bare.between(tips[base], tips[branch]):
        raise refused(f"No commits between {base} and {branch}")
    if body.get("draft") and not store.drafts:
        raise No(422, "Draft pull requests are not supported in this repository.")
    made = store.add_pull(
        branch, base, body["title"], body=body.get("body") or "",
        author=call.token.login, draft=bool(body.get("draft")),
    )  # fmt: skip
    return Said(201, shapes.pull(store, made, call.server))


@operation("GET", f"{_REPOSITORY}/pulls/{{pull_number}}")
def show_pull(call: Call) -> Said:
    """One of them."""
    return Said(200, shapes.pull(call.store, _pull(call, "pull_number"), call.server))


@operation("PATCH", f"{_REPOSITORY}/pulls/{{pull_number}}", "pull_requests")
def change_pull(call: Call) -> Said:
    """Change what is given."""
    stored, body, tips = _pull(call, "pull_number"), call.body, call.store.bare.tips()
    if "base" in body and body["base"] not in tips:
        raise invalid("base")
    _check_length(body.get("body") or "", "PullRequest")
    if body.get("state") == "open" and stored.state == "closed":
        if stored.merged or stored.branch not in tips:
            raise refused("state cannot be changed. The branch was deleted or merged.")
        _check_single(call, stored.branch, body.get("base", stored.base))
    for name in ("title", "body", "base", "state"):
        setattr(stored, name, body.get(name, getattr(stored, name)))
    return Said(200, shapes.pull(call.store, stored, call.server))


@operation("POST", f"{_REPOSITORY}/pulls/{{pull_number}}/requested_reviewers", "pull_requests")
def ask_for_review(call: Call) -> Said:
    """Ask persons and teams; one that may not be asked spoils it for all."""
    stored = _pull(call, "pull_number")
    users, teams = call.body.get("reviewers", []), call.body.get("team_reviewers", [])
    if stored.author in users:
        raise No(422, "Review cannot be requested from pull request author.")
    if teams and call.token.kind == "workflow":
        raise No(
            422, "Validation Failed", "Could not resolve to a node with the global id of 'T_1'."
        )
    if set(users) - set(call.store.collaborators) or set(teams) - set(call.store.teams):
        raise No(422, "Reviews may only be requested from collaborators. One or more of the users "
                 f"or teams you specified is not a collaborator of {call.store.name}.")  # fmt: skip
    stored.reviewers += [each for each in users if each not in stored.reviewers]
    stored.teams += [each for each in teams if each not in stored.teams]
    return Said(201, shapes.pull(call.store, stored, call.server, True))


@operation("GET", f"{_REPOSITORY}/issues/{{issue_number}}/comments")
def list_comments(call: Call) -> Said:
    """Comments, the oldest first."""
    number = _pull(call, "issue_number").number
    found = [each for each in call.store.comments.values() if each.number == number]
    return _page(call, [shapes.note(call.store, each, call.server) for each in found])


@operation("POST", f"{_REPOSITORY}/issues/{{issue_number}}/comments", "pull_requests", "issues")
def comment(call: Call) -> Said:
    """Comment."""
    number = _pull(call, "issue_number").number
    _check_length(call.body["body"], "IssueComment")
    made = call.store.add_comment(number, call.token.login, call.body["body"])
    return Said(201, shapes.note(call.store, made, call.server))


@operation("PATCH", f"{_REPOSITORY}/issues/comments/{{comment_id}}", "pull_requests", "issues")
def change_comment(call: Call) -> Said:
    """Give a comment another text."""
    stored = _comment(call)
    _check_length(call.body["body"], "IssueComment")
    stored.body = call.body["body"]
    return Said(200, shapes.note(call.store, stored, call.server))


@operation("DELETE", f"{_REPOSITORY}/issues/comments/{{comment_id}}", "pull_requests", "issues")
def delete_comment(call: Call) -> Said:
    """Delete a comment."""
    del call.store.comments[_comment(call).id]
    return Said(204)


@operation("POST", f"{_REPOSITORY}/issues/{{issue_number}}/labels", "pull_requests", "issues")
def add_labels(call: Call) -> Said:
    """Add labels; those that are not there yet are made."""
    stored = _pull(call, "issue_number")
    for each in call.body["labels"]:
        for names in (stored.labels, call.store.labels):
            if each not in names:
                names.append(each)
    return Said(200, [shapes.label(each) for each in stored.labels])


@operation("POST", f"{_REPOSITORY}/issues/{{issue_number}}/assignees", "pull_requests", "issues")
def assign(call: Call) -> Said:
    """Assign those who may be; the others are dropped without a word."""
    stored = _pull(call, "issue_number")
    for each in call.body["assignees"]:
        if each in call.store.collaborators and each not in stored.assignees:
            stored.assignees.append(each)
    return Said(201, shapes.issue(stored))


@operation("GET", f"{_REPOSITORY}/labels/{{name}}")
def show_label(call: Call) -> Said:
    """One label of the repository."""
    if call.names["name"] not in call.store.labels:
        raise No(404, "Not Found")
    return Said(200, shapes.label(call.names["name"]))


@operation("POST", f"{_REPOSITORY}/labels", "pull_requests", "issues")
def make_label(call: Call) -> Said:
    """Make a label."""
    if call.body["name"] in call.store.labels:
        raise invalid("name", "already_exists", "Label")
    call.store.labels.append(call.body["name"])
    return Said(201, shapes.label(call.body["name"]))


@operation("DELETE", f"{_REPOSITORY}/git/refs/{{ref}}", "contents")
def delete_ref(call: Call) -> Said:
    """Delete a branch."""
    name = unquote(call.names["ref"]).removeprefix("heads/")
    if name not in call.store.bare.tips():
        raise No(422, "Reference does not exist")
    call.store.bare.git("update-ref", "-d", f"refs/heads/{name}")
    call.store.follow_pushes()
    return Said(204)


@operation("POST", f"{_REPOSITORY}/git/blobs", "contents")
def make_blob(call: Call) -> Said:
    """Store a file."""
    content = call.body["content"].encode()
    if call.body.get("encoding") == "base64":
        content = base64.b64decode(content)
    sha = call.store.bare.git("hash-object", "-w", "--stdin", stdin=content)
    return Said(201, {"sha": sha, "url": f"{call.address}/repos/{call.store.name}/git/blobs/{sha}"})


@operation("POST", f"{_REPOSITORY}/git/trees", "contents")
def make_tree(call: Call) -> Said:
    """Make a tree of another, with some files changed or removed."""
    base = call.body.get("base_tree")
    entries = [(each["path"], each["mode"], each["sha"]) for each in call.body["tree"]]
    if not all(call.store.bare.has(each) for each in [base, *(e[2] for e in entries)] if each):
        raise No(422, "GitRPC::BadObjectState")
    sha = call.store.bare.tree(base, entries)
    known = example("git-tree") | {"sha": sha, "tree": [], "truncated": False}
    return Said(201, known)


@operation("POST", f"{_REPOSITORY}/git/commits", "contents")
def make_commit(call: Call) -> Said:
    """Make a commit; a bot's in nobody's name is signed."""
    body, store = call.body, call.store
    bot = call.token.kind != "user" and not {"author", "committer"} & set(body)
    signed = bot and store.signs
    when = 1_767_225_600 + len(store.signed)
    sha = store.bare.bot_commit(body["tree"], body["parents"], body["message"], when, signed)
    store.signed[sha] = signed
    return Said(201, shapes.commit(store, sha, body["message"], signed))


def _pull(call: Call, name: str) -> StoredPull:
    stored = call.store.pulls.get(int(call.names[name]))
    if stored is None:
        raise No(404, "Not Found")
    return stored


def _comment(call: Call) -> StoredComment:
    stored = call.store.comments.get(int(call.names["comment_id"]))
    if stored is None:
        raise No(404, "Not Found")
    return stored


def _label(stored: StoredPull, owner: str) -> str:
    return f"{stored.head_repository.partition('/')[0] or owner}:{stored.branch}"


def _check_single(call: Call, branch: str, base: str) -> None:
    owner = call.store.name.partition("/")[0]
    for each in call.store.pulls.values():
        same = (each.state, each.branch, each.base) == ("open", branch, base)
        if same and not each.head_repository:
            raise refused(f"A pull request already exists for {owner}:{branch}.")


def _check_length(text: str, resource: str) -> None:
    if len(text) > LONGEST:
        told = f"body is too long (maximum is {LONGEST} characters)"
        raise refused(told, resource=resource, field="body")


def _page(call: Call, items: list[dict[str, object]]) -> Said:
    size = min(int(call.query.get("per_page", "30")), 100)
    page = int(call.query.get("page", "1"))
    headers = {}
    if page * size < len(items):
        more = urlencode({**call.query, "page": page + 1})
        headers["Link"] = f'<{call.address}{call.path}?{more}>; rel="next"'
    return Said(200, items[(page - 1) * size : page * size], headers)
