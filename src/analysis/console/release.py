"""retret release: freeze what is told now, list and verify releases, and say what changed between two."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.table import Table

from analysis.console import screen
from analysis.disclosure import edition
from analysis.known.lock import Holder
from analysis.messages import Lang, text
from analysis.paths import Root, find_checkout, find_root
from analysis.problems import Problem
from analysis.release.compare import Side, compare
from analysis.release.freeze import freeze
from analysis.release.naming import Order
from analysis.release.recompute import recomputed
from analysis.release.seals import faults
from analysis.release.told import inputs, names, summary
from analysis.released.manifest import Manifest
from analysis.released.releases import find, folder_of, releases
from analysis.wording import changes as words
from analysis.wording.numbers import day, number

GOOD, WRONG = 0, 1
MOST = 20
"""How many changed figures the screen names."""

MEGA = 1_000_000


@dataclass(frozen=True)
class Where:
    """Where a command looks, in which language it speaks, and what it takes for now."""

    root: Path | None
    lang: Lang
    now: datetime | None = None

    @property
    def place(self) -> Root:
        return find_root(self.root)


def run_release(where: Where, month: str, reason: str | None, *, sites: bool = True) -> int:
    """A new folder in data/releases; whatever stands against it stops before anything is written."""
    place, lang = where.place, where.lang
    order = Order(month, reason, where.now or datetime.now().astimezone(), sites)

    def waits(holder: Holder) -> None:
        screen.errors.print(text("build-waits", lang, **holder))

    with screen.progress(lang) as step:
        watch: Callable[[str], screen.Step] = step
        made = freeze(place, find_checkout(), order, waits, watch)
    folder = (folder_of(place) / made.name).relative_to(place.base).as_posix()
    size = sum(one.bytes for one in made.files.values()) / MEGA
    values = {"name": made.name, "folder": folder, "files": len(made.files), "size": number(size, 1, lang)}
    screen.out.print(text("release-made", lang, **values))
    for path in made.files:
        if path.startswith("surat/"):
            screen.out.print(f"  {folder}/{path}")
    screen.out.print(text("release-seal", lang, seal=made.seal))
    return GOOD


def run_list(where: Where) -> int:
    """Every release, the oldest first: its day, until when its data go, its reason, its version, its seal."""
    lang = where.lang
    found = releases(where.place)
    if not found:
        screen.out.print(text("release-none", lang))
        return GOOD
    made = Table(box=None, pad_edge=False)
    for head in ("name", "day", "until", "reason", "version", "seal"):
        made.add_column(text(f"release-column-{head}", lang))
    for one in found:
        days = (day(one.at.date(), lang), day(one.data_until, lang))
        made.add_row(one.name, *days, one.reason or "", one.package, one.seal[:12])
    screen.table(made)
    return GOOD


def run_verify(where: Where, name: str | None, *, seals_only: bool = False) -> int:
    """Seals of all releases, or of one; then that one, else the last, made again and compared; 1 and every fault where not."""
    place, lang = where.place, where.lang
    chosen = releases(place) if name is None else (find(place, name),)
    if not chosen:
        screen.out.print(text("release-none", lang))
        return GOOD
    found = [fault for one in chosen for fault in faults(place, one)]
    if found:
        screen.problems(found, lang)
        return WRONG
    listed = ", ".join(one.name for one in chosen)
    screen.out.print(text("release-seals-good", lang, names=listed, seal=chosen[-1].seal))
    if seals_only:
        return GOOD
    wrong = _again(place, chosen[-1], lang)
    screen.problems(wrong, lang)
    if wrong:
        return WRONG
    screen.out.print(text("release-reproduced", lang, name=chosen[-1].name, n=len(chosen[-1].files)))
    return GOOD


def _again(place: Root, release: Manifest, lang: Lang) -> list[Problem]:
    with screen.progress(lang) as step:
        watch: Callable[[str], screen.Step] = step
        return recomputed(place, find_checkout(), release, watch)


def run_diff(where: Where, before: str, after: str, *, name: str = "leadership", csv: bool = False) -> int:
    """Which figures differ, by how much and why, on the screen or all of them as CSV."""
    place, lang, which = where.place, where.lang, edition(name)
    old, new = (Side(folder_of(place) / one, find(place, one)) for one in (before, after))
    found = compare(old, new, which)
    if csv:
        rows = found.with_columns(causes=found["causes"].list.join("+"))
        screen.out.out(rows.write_csv(), end="")
        return GOOD
    since = {**summary(found), "inputs": inputs(old.release, new.release, "leadership")}
    facts = {"since": since}
    screen.out.print(text("changes-between", lang, before=before, after=after))
    for line in (*words.inputs(since, lang), words.verdict_line(facts, lang), words.counted(facts, lang)):
        screen.out.print(line)
    told = [*since["words"], *since["effects"], *since["revised"]]
    known = names(new.folder, which, lang)
    for one in told[:MOST]:
        screen.out.print(f"  {words.line(one, known, lang)}")
    if len(told) > MOST or found.height > len(told):
        screen.out.print(
            text("changes-all", lang, n=number(found.height, 0, lang), before=before, after=after)
        )
    return GOOD
