"""Printing for people: progress bars on a terminal, one line a stage elsewhere, problems as lines."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from analysis.messages import Lang, problem_line, text
from analysis.problems import Problem

errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
out = Console(soft_wrap=True, highlight=False, markup=False)

Step = Callable[[int, int], None]


@contextmanager
def progress(lang: Lang) -> Generator[Callable[[str], Step], None, None]:
    """A bar for each named step while the block runs; the bars go to the error stream."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=False, disable=not errors.is_terminal) as bars:

        def step(name: str) -> Step:
            label = text(f"step-{name}", lang)
            if not errors.is_terminal:
                errors.print(f"{label} …")
            task = bars.add_task(label, total=None)

            def advance(done: int, total: int) -> None:
                bars.update(task, completed=done, total=total)

            return advance

        yield step


def problems(found: Sequence[Problem], lang: Lang) -> None:
    """Every problem on its own line, errors before notes, each in the order of its file."""
    for problem in sorted(found, key=lambda p: (p.severity, p.file)):
        prefix = text("note-prefix", lang) if problem.severity == "note" else ""
        out.print(prefix + problem_line(problem, lang))
