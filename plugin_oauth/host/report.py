"""The report as text: a line for each step as it ends, what was found below it, a summary last.

On a terminal it is coloured and wrapped; into a file or a pipe it goes plain, one line a thing.
"""

import io
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status
from rich.text import Text

from plugin_oauth.host.record import Record
from plugin_oauth.host.remarks import Remark
from plugin_oauth.host.story import Mark, Result, Story

_STYLES = {
    "ok": "green",
    "info": "cyan",
    "warn": "yellow",
    "fail": "bold red",
    "skip": "bright_black",
}
_MARK_WIDTH = 5
NAME_WIDTH = 28
_NARROWEST = 60


class TextReport:
    """Prints a run while it goes on."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._steps: Sequence[str] = ()
        self._told = 0
        self._status: Status | None = None

    def begin(self, url: str, title: str) -> None:
        """Print what is played, and against what."""
        self._console.print(Text(f"{url} as seen by a {title}"), soft_wrap=True)
        self._console.print()

    @contextmanager
    def progress(self, steps: Sequence[str]) -> Iterator[None]:
        """Show on a terminal which of the steps is being played."""
        self._steps, self._told = steps, 0
        if not self._console.is_terminal:
            yield
            return
        with self._console.status("") as self._status:
            self._show_progress()
            yield
        self._status = None

    def pause(self) -> None:
        """Leave the terminal to somebody else until the next step is told."""
        if self._status:
            self._status.stop()

    def tell(self, result: Result) -> None:
        """Print one step, with what was found and, for a failure, what was sent and came back."""
        sentence = result.failure.sentence if result.failure else result.sentence
        self._print(result.mark, sentence, name=result.name)
        if result.drill and result.mark is Mark.FAIL:
            self._print("", f"the drill: {result.drill.sends}; right: {result.drill.expects}")
        for remark in result.remarks:
            self._print(remark.level, f"{remark.sentence} ({remark.source})")
            self._tell_host_words(remark)
        if result.failure:
            self._print("", f"see {result.failure.source}")
            self._tell_host_words(result.failure)
        if result.mark is Mark.FAIL and result.exchanges:
            self._print("", f"sent: {result.exchanges[-1].sent}")
            self._print("", f"got:  {result.exchanges[-1].got}")
        self._told += 1
        self._show_progress()

    def end(self, story: Story) -> None:
        """Print the summary."""
        counts = [
            f"{story.count(Mark.OK)} ok",
            f"{story.count(Mark.WARN)} with warnings",
            f"{story.count(Mark.FAIL)} failed",
            f"{story.count(Mark.SKIP)} skipped",
        ]
        verdict = Mark.OK if story.passed else Mark.FAIL
        line = f"{'passed' if story.passed else 'failed'}: {', '.join(counts)}"
        self._console.print()
        self._console.print(Text(line, style=_STYLES[verdict]), soft_wrap=True)

    def _show_progress(self) -> None:
        if self._status and self._told < len(self._steps):
            name = self._steps[self._told]
            self._status.start()
            self._status.update(f"{name} ({self._told + 1} of {len(self._steps)})")

    def _tell_host_words(self, remark: Remark) -> None:
        if remark.host_words:
            self._print("", f'ChatGPT says: "{remark.host_words}"')

    def _print(self, mark: str, text: str, *, name: str = "") -> None:
        """Print the text in its column; mark and name stand beside its first line."""
        for line in self._wrap(text):
            marked = Text(f"{mark:<{_MARK_WIDTH}}", style=_STYLES.get(mark, ""))
            beside = f"{name:<{NAME_WIDTH}}{line}"
            self._console.print(Text.assemble(marked, beside), soft_wrap=True)
            mark = name = ""

    def _wrap(self, text: str) -> list[str]:
        # A terminal that cannot show a character must not end the run.
        text = text.encode(self._console.encoding, "replace").decode(self._console.encoding)
        if not self._console.is_terminal:
            return [text]
        width = max(self._console.width, _NARROWEST) - _MARK_WIDTH - NAME_WIDTH
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def render_text(record: Record) -> str:
    """Return the record as it would have been printed into a pipe."""
    text = io.StringIO()
    report = TextReport(Console(file=text, no_color=True))
    for play in record.plays:
        report.begin(record.target, play.title)
        for result in play.story.results:
            report.tell(result)
        report.end(play.story)
    return text.getvalue()
