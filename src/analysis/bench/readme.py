"""The last record as a table between two marks of a Markdown file: what was reached, what is to be, and how it was measured."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from analysis.bench import fleet
from analysis.bench.goals import Goal, Told, told
from analysis.bench.machine import Machine
from analysis.bench.record import Part
from analysis.messages import Lang, text
from analysis.problems import RetretError
from analysis.whole import whole
from analysis.wording.numbers import day, number

BENCH, FLEET = "bench", "fleet"
"""Marks: `<!-- bench -->` begins what is written, `<!-- /bench -->` ends it."""
FILES: Mapping[str, Lang] = {"README.md": "en", "README.id.md": "id"}
RECORD, PICTURE, ARCHITECTURE = "docs/bench.json", "docs/bench.svg", "ARCHITECTURE.md"
NEEDED = frozenset({"growth", "build", "site"})
"""Parts from which a fleet is simulated."""

NAMED = ("polars", "papermill", "ipykernel")
"""Packages whose versions stand below the table; the record has them all."""

DECIMALS = {"times": 1, "share": 1, "seconds": 2, "plain": 2}


def write_readmes(checkout: Path, parts: Mapping[str, Part]) -> list[Path]:
    """Every file that shows the record, each whole; RetretError where a mark is missing."""
    made = shown_in(checkout, parts)
    for file, content in made.items():
        with whole(file) as aside:
            aside.write_text(content, "utf-8")
    return list(made)


def shown_in(checkout: Path, parts: Mapping[str, Part]) -> dict[Path, str]:
    """The files that show a record, as they have to be: readmes, and the plan past one machine where it can be made."""
    made = {
        checkout / name: with_lines(checkout / name, BENCH, table(parts, lang))
        for name, lang in FILES.items()
    }
    if parts.keys() >= NEEDED:
        file = checkout / ARCHITECTURE
        made[file] = with_lines(file, FLEET, fleet.table(fleet.measured(parts)))
    return made


def with_lines(file: Path, name: str, lines: str) -> str:
    """A file's content with these lines between its marks."""
    first, last = f"<!-- {name} -->", f"<!-- /{name} -->"
    content = file.read_text("utf-8")
    before, begin, rest = content.partition(first)
    _, end, after = rest.partition(last)
    if not (begin and end):
        raise RetretError("bench-no-marks", file=file.name, begin=first, end=last)
    return f"{before}{first}\n{lines}\n{last}{after}"


def table(parts: Mapping[str, Part], lang: Lang) -> str:
    """The goals as a Markdown table, and below it on which machine, when and how they were measured."""
    heads = [text(f"bench-head-{name}", lang) for name in ("goal", "value", "limit")]
    rows = [
        [goal_words(one.goal, parts, lang), shown(one, lang), limit(one.goal, lang)] for one in told(parts)
    ]
    lines = [_line(heads), "|---|---:|---:|", *map(_line, rows)]
    picture = [f"![{text('bench-growth-title', lang)}]({PICTURE})"] if "growth" in parts else []
    return "\n\n".join(["\n".join(lines), *measured_lines(parts, lang), *picture])


def measured_lines(parts: Mapping[str, Part], lang: Lang) -> list[str]:
    """On which machine, when and how the parts were measured: one line for each that differs."""
    return [text("bench-measured", lang, **one) for one in _machines(parts, lang)]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def goal_words(goal: Goal, parts: Mapping[str, Part], lang: Lang) -> str:
    """What a goal is about, with how many of it were measured."""
    n = max(one.count for one in parts[goal.part].rows)
    return text(f"bench-goal-{goal.code}", lang, n=number(n, 0, lang))


def shown(found: Told, lang: Lang) -> str:
    """A value with its unit, and a mark where it misses its limit; with a digit more where it would read like that."""
    words = _amount(found.goal, found.value, lang)
    if found.goal.reached(found.value):
        return words
    if words in [_amount(found.goal, one, lang) for one in found.goal.limits]:
        words = _amount(found.goal, found.value, lang, finer=1)
    return text("bench-missed", lang, value=words)


def limit(goal: Goal, lang: Lang) -> str:
    """What is to be reached; empty where nothing is asked."""
    if goal.least is not None:
        return text("bench-least", lang, value=_amount(goal, goal.least, lang))
    return "" if goal.most is None else text("bench-most", lang, value=_amount(goal, goal.most, lang))


def _amount(goal: Goal, value: float, lang: Lang, finer: int = 0) -> str:
    if goal.shown == "share":
        value *= 100
    return text(f"bench-shown-{goal.shown}", lang, value=number(value, DECIMALS[goal.shown] + finer, lang))


def _machines(parts: Mapping[str, Part], lang: Lang) -> list[dict[str, str]]:
    """Each machine and day with the parts that were measured there, in order."""
    found: dict[tuple[object, ...], list[str]] = {}
    shared: dict[tuple[object, ...], Part] = {}
    for name, part in parts.items():
        one = part.machine
        key = (one.processor, one.cores, one.python, one.when[:10], one.commit, part.asked["rounds"])
        found.setdefault(key, []).append(name)
        shared.setdefault(key, part)
    return [
        {
            "parts": ", ".join(text(f"bench-part-{name}", lang) for name in names),
            "rounds": number(shared[key].asked["rounds"], 0, lang),
            "load": number(max(parts[name].machine.load for name in names), 1, lang),
            **_words(shared[key].machine, lang),
        }
        for key, names in found.items()
    ]


def _words(machine: Machine, lang: Lang) -> dict[str, str]:
    versions = (f"{name} {machine.versions[name]}" for name in NAMED if name in machine.versions)
    return {
        "day": day(datetime.fromisoformat(machine.when).date(), lang),
        "processor": machine.processor,
        "cores": number(machine.cores, 0, lang),
        "memory": number(machine.memory_gib, 0, lang),
        "system": machine.system,
        "versions": ", ".join((machine.python, *versions)),
        "commit": machine.commit or "–",
    }
