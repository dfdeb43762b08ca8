"""A build as it is watched: bars on a terminal, plain lines elsewhere, or one JSON object a line."""

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from analysis.console import screen
from analysis.messages import Lang, text

Step = Callable[[int, int], None]
EVERY = 25
"""Pages between two plain lines."""


class Watching(Protocol):
    """Who is told of a build."""

    def watch(self, stage: str) -> Step:
        """Called with a stage that begins to work."""
        ...

    def tell(self, event: str, values: Mapping[str, Any]) -> None:
        """Called with each event."""
        ...


class AsJson:
    """Every event as one JSON object a line of the output."""

    def watch(self, stage: str) -> Step:
        """Steps of a stage are told at each hundredth."""

        def step(done: int, total: int) -> None:
            if done == total or done % max(total // 100, 1) == 0:
                self.tell("progress", {"stage": stage, "done": done, "total": total})

        return step

    def tell(self, event: str, values: Mapping[str, Any]) -> None:
        """One line."""
        screen.out.print(json.dumps({"event": event, **values}, ensure_ascii=False))


class Plain:
    """A line for each stage, for each few pages, and for each thing out of the usual, on the error stream."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self.failed = 0

    def watch(self, stage: str) -> Step:
        """A line when a stage begins; pages are told now and then."""
        self.say(f"{text(f'step-{stage}', self.lang)} …")

        def step(done: int, total: int) -> None:
            if stage == "notebooks" and (done % EVERY == 0 or done == total):
                values = {"done": done, "total": total, "failed": self.failed}
                self.say(f"  {text('pages-so-far', self.lang, **values)}")

        return step

    def tell(self, event: str, values: Mapping[str, Any]) -> None:
        """What is out of the usual, and how long stages took."""
        if event == "page":
            self.failed += values["error"] is not None
        elif event in ("waiting", "recovered", "damaged"):
            codes = {"waiting": "build-waits", "recovered": "build-recovered", "damaged": "build-damaged"}
            self.say(text(codes[event], self.lang, **values))
        elif event == "output":
            self.say(text("output-line", self.lang, **values))
        elif event == "stage-done":
            step = text(f"step-{values['stage']}", self.lang)
            self.say("  " + text("stage-line", self.lang, step=step, seconds=round(values["seconds"], 1)))

    def say(self, line: str) -> None:
        """One line for people."""
        screen.errors.print(line)


class Bars(Plain):
    """A bar a stage, with units done, their rate, the time left, and failures."""

    def __init__(self, lang: Lang, bars: Progress) -> None:
        super().__init__(lang)
        self.bars = bars
        self.task: TaskID | None = None

    def watch(self, stage: str) -> Step:
        """A new bar below the last."""
        task = self.task = self.bars.add_task(text(f"step-{stage}", self.lang), total=None, told="")

        def step(done: int, total: int) -> None:
            rate = self.bars.tasks[self.bars.task_ids.index(task)].speed or 0.0
            told = (
                text("bar-rate", self.lang, rate=f"{rate:.1f}", failed=self.failed)
                if stage == "notebooks"
                else ""
            )
            self.bars.update(task, completed=done, total=total, told=told)

        return step

    def tell(self, event: str, values: Mapping[str, Any]) -> None:
        """As plain, but the bars themselves tell of stages."""
        if event != "stage-done":
            super().tell(event, values)
        elif self.task is not None:
            self.bars.update(self.task, total=1, completed=1) if values["stage"] == "facts" else None


@contextmanager
def watching(lang: Lang, *, as_json: bool) -> Generator[Watching, None, None]:
    """Who is told while the block runs."""
    if as_json:
        yield AsJson()
    elif not screen.errors.is_terminal:
        yield Plain(lang)
    else:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[told]}"),
        )
        with Progress(*columns, console=screen.errors, transient=False) as bars:
            yield Bars(lang, bars)
