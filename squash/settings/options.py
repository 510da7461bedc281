"""The options: the one list that flags, inputs, variables, keys and the README are made from."""

from __future__ import annotations

from collections.abc import Mapping

from squash.settings.option import COMMANDS, PREFIX, PROVING, Command, Option
from squash.settings.proposing import COMMENTING, PROPOSING, TOKEN

__all__ = [
    "COMMAND",
    "COMMANDS",
    "CONTAINER",
    "INPUTS",
    "OPTIONS",
    "PREFIX",
    "PROVING",
    "REPORT_DIR",
    "WORKING_DIRECTORY",
    "Command",
    "Option",
]

REPORT_DIR = "alembic-squash-report"

OPTIONS: tuple[Option, ...] = (
    Option(
        name="config",
        kind="text",
        metavar="FILE",
        in_file=False,
        help="Configuration of this tool, instead of the files found in PROJECT.",
    ),
    Option(
        name="alembic-config",
        kind="text",
        metavar="FILE",
        short="-c",
        help="Alembic's ini file or pyproject.toml; found by itself where there is one.",
    ),
    Option(
        name="alembic-name",
        kind="text",
        metavar="SECTION",
        short="-n",
        help="Section of Alembic's ini file, where a project has several.",
    ),
    Option(
        name="revision",
        kind="text",
        metavar="REV",
        help="Cut exactly here: an id, a unique prefix, head, head-N or label@head.",
    ),
    Option(
        name="keep",
        kind="number",
        metavar="N",
        help="Keep at least the N newest revisions; 20 where nothing says where to cut.",
    ),
    Option(
        name="min-age",
        kind="number",
        metavar="DAYS",
        help="Keep every revision younger than this, by its Create Date.",
    ),
    Option(
        name="tag",
        kind="text",
        metavar="TAG",
        help="Keep every revision that this git tag does not contain.",
    ),
    Option(
        name="min-removed",
        kind="number",
        metavar="N",
        default="10",
        least=1,
        help="Fewer revisions than this to remove are not worth a squash.",
    ),
    Option(
        name="target",
        kind="list",
        metavar="REV",
        help="Where replays end, instead of all heads; may be given several times.",
    ),
    Option(
        name="role",
        kind="choice",
        default="auto",
        choices=("auto", "owner", "superuser"),
        metavar="ROLE",
        commands=PROVING,
        help="Who migrates; auto is owner, and superuser after a refusal.",
    ),
    Option(
        name="database-url",
        kind="text",
        metavar="URL",
        commands=PROVING,
        help="A server to make scratch databases on, instead of a private one.",
    ),
    Option(
        name="server-is-disposable",
        kind="switch",
        commands=PROVING,
        help="Allow a history that makes roles or settings of the whole given server.",
    ),
    Option(
        name="postgres-bin",
        kind="text",
        metavar="FOLDER",
        commands=PROVING,
        help="Folder of initdb, postgres, pg_dump and psql for the private server.",
    ),
    Option(
        name="postgres-version",
        kind="number",
        metavar="MAJOR",
        least=10,
        commands=PROVING,
        help="Major version of the private server; should be production's.",
    ),
    Option(
        name="python",
        kind="text",
        metavar="PATH|VERSION",
        commands=PROVING,
        help="The project's interpreter: a file, a virtual environment or a version.",
    ),
    Option(
        name="install",
        kind="text",
        metavar="auto|none|LINES",
        default="none",
        in_container="auto",
        commands=PROVING,
        help="Make the project's environment, outside the checkout: by its lock file, or by lines.",
    ),
    Option(
        name="env",
        kind="assignments",
        metavar="NAME=VALUE",
        commands=PROVING,
        help="Variable for the project's code; {url} and its parts are filled in.",
    ),
    Option(
        name="env-file",
        kind="text",
        metavar="FILE",
        commands=PROVING,
        help="File of NAME=value lines for the project's code; --env wins over it.",
    ),
    Option(
        name="downgrade",
        kind="choice",
        default="auto",
        choices=("auto", "drop", "refuse"),
        metavar="HOW",
        commands=PROVING,
        help="What the baseline's downgrade() does; auto keeps what the removed ones could.",
    ),
    Option(
        name="timeout",
        kind="number",
        metavar="SECONDS",
        default="3600",
        least=1,
        most=31 * 24 * 3600,
        commands=PROVING,
        help="Limit for the whole run.",
    ),
    Option(
        name="force",
        kind="switch",
        commands=PROVING,
        help="Go on though git does not hold a removed file exactly; a copy is kept.",
    ),
    Option(
        name="report-dir",
        kind="text",
        metavar="FOLDER",
        default=REPORT_DIR,
        commands=PROVING,
        help="Where report.md, report.json and the evidence go.",
    ),
    Option(
        name="dry-run",
        kind="switch",
        commands=("squash",),
        help="Prove and print the baseline, change nothing.",
    ),
    Option(
        name="fail-on",
        kind="choice",
        default="not-equivalent",
        choices=("not-equivalent", "hazard", "never"),
        metavar="WHAT",
        commands=PROVING,
        help="Exit with 1 for what is not the same or blocked, for any hazard too, or never.",
    ),
    Option(
        name="summary",
        kind="switch",
        default="true",
        help="In GitHub Actions: write the summary of the job.",
    ),
    Option(
        name="annotations",
        kind="switch",
        default="true",
        help="In GitHub Actions: annotate the lines of files that something is said of.",
    ),
    *PROPOSING,
    *COMMENTING,
)

# The action alone has these; on the command line they are the command and its argument.
COMMAND = Option(
    name="command",
    kind="choice",
    default="check",
    choices=COMMANDS,
    metavar="COMMAND",
    in_file=False,
    help="What is done; squash alone changes the files of the history.",
)
WORKING_DIRECTORY = Option(
    name="working-directory",
    kind="text",
    default=".",
    metavar="FOLDER",
    in_file=False,
    help="Folder of the project, from the top of the checkout.",
)
INPUTS: tuple[Option, ...] = (COMMAND, WORKING_DIRECTORY, TOKEN, *OPTIONS)

CONTAINER: Mapping[str, str] = {
    option.name: option.in_container for option in OPTIONS if option.in_container
}
