"""The options of what arrives on a forge: the pull request of a squash, the comment of a check."""

from __future__ import annotations

from squash.settings.option import Command, Option

_SQUASH: tuple[Command, ...] = ("squash",)
_PERSON = "NAME <ADDRESS>"

PROPOSING: tuple[Option, ...] = (
    Option(
        name="create-pull-request",
        kind="switch",
        commands=_SQUASH,
        help="Propose the squash by a pull request, and leave the checkout as it is.",
    ),
    Option(
        name="branch",
        kind="text",
        metavar="BRANCH",
        commands=_SQUASH,
        help="Branch of the pull request; one of the project's own where none is given.",
    ),
    Option(
        name="base",
        kind="text",
        metavar="BRANCH",
        commands=_SQUASH,
        help="Branch that is squashed; that of the job, else the default one.",
    ),
    Option(
        name="title",
        kind="text",
        metavar="TEXT",
        commands=_SQUASH,
        help="Title of the pull request, instead of ours.",
    ),
    Option(
        name="body",
        kind="text",
        metavar="TEXT",
        commands=_SQUASH,
        help="What the body of the pull request says besides.",
    ),
    Option(
        name="commit-message",
        kind="text",
        metavar="TEXT",
        commands=_SQUASH,
        help="Message of the commit, instead of ours.",
    ),
    Option(
        name="author",
        kind="text",
        metavar=_PERSON,
        commands=_SQUASH,
        help="Author of the commit.",
    ),
    Option(
        name="committer",
        kind="text",
        metavar=_PERSON,
        commands=_SQUASH,
        help="Committer of the commit; the account of GitHub Actions where none is given.",
    ),
    Option(
        name="labels",
        kind="list",
        metavar="LABEL",
        commands=_SQUASH,
        help="Labels of the pull request; made where there are none of that name.",
    ),
    Option(
        name="assignees",
        kind="list",
        metavar="LOGIN",
        commands=_SQUASH,
        help="Who is assigned to the pull request.",
    ),
    Option(
        name="reviewers",
        kind="list",
        metavar="LOGIN",
        commands=_SQUASH,
        help="Who is asked for a review.",
    ),
    Option(
        name="team-reviewers",
        kind="list",
        metavar="TEAM",
        commands=_SQUASH,
        help="Teams that are asked for a review, which takes more than a workflow's token.",
    ),
    Option(
        name="draft",
        kind="switch",
        commands=_SQUASH,
        help="Open the pull request as a draft.",
    ),
    Option(
        name="sign-commits",
        kind="switch",
        commands=_SQUASH,
        help="Let GitHub make and sign the commit; for tokens of a workflow or an App.",
    ),
    Option(
        name="delete-branch",
        kind="switch",
        commands=_SQUASH,
        help="Delete the branch of a pull request that is closed as nothing is left to squash.",
    ),
)
COMMENTING: tuple[Option, ...] = (
    Option(
        name="comment",
        kind="choice",
        default="auto",
        choices=("auto", "true", "false"),
        metavar="WHEN",
        commands=("check",),
        help="Comment on the pull request that the run is for; auto never fails for that.",
    ),
    Option(
        name="comment-key",
        kind="text",
        metavar="TEXT",
        commands=("check",),
        help="Tells the comments of several runs on one pull request apart.",
    ),
)
TOKEN = Option(
    name="token",
    kind="text",
    metavar="TOKEN",
    in_file=False,
    help="What speaks to the forge; no code of the project gets it.",
)
