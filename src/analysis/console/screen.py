"""Printing for people: progress bars on a terminal, one line a stage elsewhere, problems as lines."""

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from analysis.messages import Lang, problem_line, text
from analysis.problems import Problem

errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
out = Console(soft_wrap=True, highlight=False, markup=False)

NOTES_TOLD = 3
"""How many notes of one kind are told before the rest is counted."""

WIDE = 160

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


def problems(found: Sequence[Problem], lang: Lang, *, every_note: bool = True) -> None:
    """Every error on its own line in the order of its file, then notes; alike notes beyond a few may be counted."""
    told: Counter[str] = Counter()
    for problem in sorted(found, key=lambda p: (p.severity, p.file)):
        if problem.severity == "error":
            out.print(problem_line(problem, lang))
            continue
        told[problem.code] += 1
        if every_note or told[problem.code] <= NOTES_TOLD:
            out.print(text("note-prefix", lang) + problem_line(problem, lang))
    rest = {code: count - NOTES_TOLD for code, count in told.items() if count > NOTES_TOLD}
    if rest and not every_note:
        out.print(text("notes-more", lang, n=sum(rest.values())))


def table(made: Table) -> None:
    """A table as wide as the terminal; a file or a pipe has no edge at which words would have to wrap."""
    (out if out.is_terminal else Console(width=WIDE, highlight=False, markup=False)).print(
        made, soft_wrap=False
    )
