"""A console for a person's terminal: colour, live progress, tables."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from rich.console import Console as Rich
from rich.console import Group
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from squash.outcome import ErrorSummary
from squash.outside.console.plain import hazard_head
from squash.outside.console.watch import Running, Watch
from squash.report import plan as words
from squash.report import verdict
from squash.report.differences import by_object, more, one_line
from squash.report.words import line, placed, printable, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rich.console import RenderableType

    from squash.cut import Survey
    from squash.errors import At, SquashError
    from squash.outcome import Outcome

SHOWN = 12
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
# Name, bar and state of a running step fit into 80 columns.
_NAME = 28
_BAR = 14


class ScreenConsole(Watch):
    """Shows running steps at the bottom of the screen and finished ones above.

    Parameters
    ----------
    stream : a terminal
    environ : variables that tell what the terminal can do
    clock : seconds since some fixed moment
    """

    def __init__(
        self, stream: TextIO, environ: Mapping[str, str], clock: Callable[[], float]
    ) -> None:
        super().__init__(clock)
        # Foreign text must not be read as markup, so only Text objects are printed.
        self.rich = Rich(
            file=stream, force_terminal=True, highlight=False, markup=False, _environ=environ
        )
        self.live: Live | None = None

    def started(self, step: Running) -> None:
        """Show a running step."""
        if self.live is None:
            self.live = Live(
                get_renderable=self._moving,
                console=self.rich,
                transient=True,
                refresh_per_second=8,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self.live.start(refresh=True)

    def finished(self, step: Running, passed: bool) -> None:
        """Leave a step and its time on the screen."""
        took = seconds((step.ended or step.began) - step.began)
        style = "green" if passed else "bold red"
        self._print(
            Text.assemble(
                ("✓ " if passed else "✗ ", style),
                f"{line(step.name):<{_NAME}}",
                (f"{took:>12}", "dim"),
            )
        )
        if not self.running and self.live is not None:
            self.live.stop()
            self.live = None

    def note(self, text: str) -> None:
        """Show a line."""
        self._print(Text(printable(self.shown(text)), "dim"))

    def warn(self, text: str, at: At | None = None) -> None:
        """Show a line in the colour of warnings."""
        shown = printable(self.shown(placed(text, at)))
        self._print(Text.assemble(("! ", "bold yellow"), shown))

    def baseline(self, name: str, text: str) -> None:
        """Show the text as it is, so that it can be copied."""
        with self.lock, suppress(OSError):
            self.rich.print(Text(f"\n{line(name)}", "bold"))
            self.rich.print(Text(printable(self.shown(text)).rstrip("\n")), soft_wrap=True)

    def plan(self, plan: Survey, following: Sequence[str] = ()) -> None:
        """Show what would be done."""
        self._print(Text(""), Text(words.title(plan), "bold"), _grid(words.facts(plan)))
        if plan.files:
            listed = "\n".join(f"  {path}" for path in words.files(plan))
            self._print(Text("\nFiles that would go", "bold"), Text(listed))
        if plan.nearby:
            table = Table(*words.HEADER, box=None, header_style="dim", pad_edge=False)
            table.columns[1].justify = table.columns[2].justify = "right"
            for cut in plan.nearby:
                style = "bold green" if cut.chosen else ""
                table.add_row(*(Text(cell, style) for cell in words.nearby(cut)))
            self._print(Text("\nClean cuts nearby", "bold"), table)
        if following:
            self._print(Text(""))
        self._next("\n".join(f"  {command}" for command in following))

    def verdict(self, outcome: Outcome) -> None:
        """Show how the run ended, as a panel."""
        colour = "green" if outcome.exit_code == 0 else "red"
        body: list[RenderableType] = []
        if outcome.error is None:
            body.append(Text(verdict.sentence(outcome)))
        else:
            body.append(_error(outcome.error))
        known = verdict.facts(outcome)
        if known:
            body += [Text(""), _grid(known)]
        things = by_object(outcome.differences)
        body += _some("Differences", [(one_line(one), "") for one in things])
        hazards = [(hazard_head(one), line(one.sentence)) for one in outcome.hazards]
        body += _some("Know before merging", hazards)
        title = Text(f" {verdict.mark(outcome)} {verdict.title(outcome)} ", f"bold {colour}")
        panel = Panel(Group(*body), title=title, title_align="left", border_style=colour)
        self._print(Text(""), panel)
        if outcome.report:
            self._print(Text.assemble(("Report: ", "bold"), f"{line(outcome.report)}/report.md"))
        step = outcome.error.next_step if outcome.error is not None else ""
        self._next(step or "\n".join(f"  {command}" for command in outcome.following))

    def error(self, error: SquashError) -> None:
        """Show why a run ended, as a panel."""
        summary = self.shown(ErrorSummary.of(error))
        title = Text(f" ✗ {verdict.stopped(summary)} ", "bold red")
        panel = Panel(_error(summary), title=title, title_align="left", border_style="red")
        self._print(Text(""), panel)
        self._next(summary.next_step)

    def _next(self, step: str) -> None:
        """Show what to do now outside of any frame, unbroken, so that it can be copied."""
        if step:
            with self.lock, suppress(OSError):
                self.rich.print(Text("Next:", "bold green"))
                self.rich.print(Text(printable(step).rstrip()), soft_wrap=True)

    def _print(self, *shown: RenderableType) -> None:
        # A terminal that was closed must not end a run that may be changing files.
        with self.lock, suppress(OSError):
            for one in shown:
                self.rich.print(one)

    def _moving(self) -> RenderableType:
        now = self.clock()
        frame = _FRAMES[int(now * 8) % len(_FRAMES)]
        return Group(*(_row(frame, step, now) for step in self.running))


def _row(frame: str, step: Running, now: float) -> Text:
    filled = _BAR * min(step.done, step.total) // step.total if step.total else 0
    bar = ("━" * filled, "cyan"), ("━" * (_BAR - filled), "dim")
    return Text.assemble(
        (f"{frame} ", "cyan"),
        f"{line(step.name):<{_NAME}}",
        *(bar if step.total else ()),
        (f"  {step.state(now)}", "dim"),
        no_wrap=True,
        overflow="ellipsis",
    )


def _grid(facts: Sequence[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, value in facts:
        grid.add_row(Text(name, "dim"), Text(value))
    return grid


def _some(heading: str, entries: Sequence[tuple[str, str]]) -> list[RenderableType]:
    """A heading and the first entries: what each is about, and a sentence below it."""
    if not entries:
        return []
    grid = Table.grid(padding=(0, 1, 0, 0))
    for about, sentence in entries[:SHOWN]:
        grid.add_row(Text("•"), Text(about))
        if sentence:
            grid.add_row(Text(""), Text(sentence, "dim"))
    left = len(entries) - SHOWN
    rest = [Text(f"  {more(left)}", "dim")] if left > 0 else []
    return [Text(f"\n{heading}", "bold"), grid, *rest]


def _error(error: ErrorSummary) -> Text:
    text = Text(printable(error.what).rstrip(), "bold")
    if error.why:
        text.append("\n\nWhy: ", "dim").append(printable(error.why).strip(), "not bold")
    return text
