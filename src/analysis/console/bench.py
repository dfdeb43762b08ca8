"""retret bench: how fast it is, part by part, beside other ways to do the same in the same run; recorded, shown and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.bench.asked import Asked, quick
from analysis.bench.parts import PARTS, expected, measure
from analysis.bench.picture import growth_picture
from analysis.bench.readme import PICTURE, RECORD, measured_lines, write_readmes
from analysis.bench.record import Part, read_record, write_record
from analysis.console import screen
from analysis.console.bench_table import goals_table, part_table
from analysis.messages import Lang, text
from analysis.paths import find_checkout, find_root
from analysis.problems import RetretError
from analysis.publish.written import write_text
from analysis.wording.numbers import number

MISSING = frozenset({"dask-missing"})
"""Reasons to leave a part out that are nobody's fault."""


@dataclass(frozen=True)
class Request:
    """What to measure: parts by name (none for all), and what differs from the usual amounts; `out`: where the record goes."""

    parts: tuple[str, ...] = ()
    units: int | None = None
    rounds: int | None = None
    rows: int | None = None
    quick: bool = False
    out: Path | None = None
    readme: bool = False


def run_bench(request: Request, root: Path | None, lang: Lang) -> int:
    """Measure, tell and record; 1 where a part could not be measured. With `readme`, only the readmes are written."""
    checkout = find_checkout()
    if request.readme:
        return _written(checkout, lang)
    place = find_root(root)
    asked = amounts(request, quick(place, checkout) if request.quick else Asked(place, checkout))
    out = request.out or place.interim / "bench"
    names = request.parts or tuple(PARTS)
    _tell_time(names, asked, lang)
    found, failed = _measured(names, asked, out / "bench.json", lang)
    _tell(found, lang)
    if "growth" in found:
        write_text(out / "bench.svg", growth_picture(found["growth"], lang))
    if found:
        screen.out.print(text("bench-written", lang, folder=str(out)))
    return 1 if failed else 0


def _written(checkout: Path, lang: Lang) -> int:
    """The committed record in the readmes, and its picture, in English as the rest of what is committed."""
    parts = read_record(checkout / RECORD)
    if "growth" in parts:
        write_text(checkout / PICTURE, growth_picture(parts["growth"], "en"))
    for file in write_readmes(checkout, parts):
        screen.out.print(text("bench-readme-written", lang, file=file.name))
    return 0


def amounts(request: Request, usual: Asked) -> Asked:
    """The usual amounts but for those asked for; a number below one is wrong use."""
    own = {name: getattr(request, name) for name in ("units", "rounds", "rows")}
    given = {name: value for name, value in own.items() if value is not None}
    for name, value in given.items():
        if value < 1:
            raise RetretError("bench-too-few", option=f"--{name}", written=str(value))
    return replace(usual, **given)


def _measured(
    names: Sequence[str], asked: Asked, record: Path, lang: Lang
) -> tuple[Mapping[str, Part], bool]:
    """Each part, recorded as soon as it ended; what cannot be measured is told, and the others go on."""
    found: dict[str, Part] = {}
    failed = False
    with screen.progress(lang) as step:
        for name in names:
            try:
                found[name] = measure(name, asked, step(f"bench-{name}"))
            except RetretError as error:
                if len(names) == 1:
                    raise
                why = text(error.code, lang, **error.values)
                part = text(f"bench-part-{name}", lang)
                screen.errors.print(text("bench-left-out", lang, part=part, why=why))
                failed = failed or error.code not in MISSING
            else:
                write_record(record, {name: found[name]})
    return found, failed


def _tell_time(names: Sequence[str], asked: Asked, lang: Lang) -> None:
    """About how long it will take, from the committed record."""
    file = asked.checkout / RECORD
    former = read_record(file) if file.is_file() else {}
    known = {name: expected(name, asked, former) for name in names}
    minutes = sum(seconds or 0 for seconds in known.values()) / 60
    if minutes:
        screen.errors.print(text("bench-expected", lang, minutes=number(max(minutes, 1), 0, lang)))
    new = [text(f"bench-part-{name}", lang) for name, seconds in known.items() if seconds is None]
    if new:
        screen.errors.print(text("bench-unexpected", lang, parts=", ".join(new)))


def _tell(found: Mapping[str, Part], lang: Lang) -> None:
    for name, part in found.items():
        screen.table(part_table(name, part, lang))
    if found:
        screen.table(goals_table(found, lang))
        for line in measured_lines(found, lang):
            screen.out.print(line)
    busy = [name for name, part in found.items() if part.machine.busy]
    if busy:
        load = number(max(found[name].machine.load for name in busy), 1, lang)
        screen.out.print(text("bench-busy", lang, load=load))
