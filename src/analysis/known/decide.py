"""Which stages of a build have to be done again, and why; nothing heavy is imported to find that nothing has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from analysis.known.inputs import (
    Place,
    data_inputs,
    facts_inputs,
    notebooks_inputs,
    parts_inputs,
    site_inputs,
    takeaways_inputs,
)
from analysis.known.options import STAGES, Options, Stage
from analysis.known.prints import Prints, Seen
from analysis.known.source import find_source
from analysis.known.stamp import Reason, Stamp, prints, read_stamps, write_stamps
from analysis.paths import EDITIONS, Edition, Root

COMPUTED = ("data/processed/series.parquet", "data/processed/effects")
FACTS: Mapping[Edition, str] = {name: f"data/processed/facts/{name}" for name in EDITIONS}
ONCE: tuple[Stage, ...] = ("data", "facts")
"""Stages that are done once for all outputs."""

Part = Literal["takeaways", "parts"]
"""What is written beside the pages, each with a stamp of its own: files to take away, then fragments that link to them."""

FIRST = Reason("first", "", "new")
"""The stage was never done here, or it was broken off."""

FORCED = Reason("force", "", "new")


@dataclass
class Known:
    """What is known from earlier runs in a root: files seen, and the stamp of each stage, of later ones for each output."""

    place: Place
    stamps: dict[str, Stamp] = field(default_factory=dict[str, Stamp])

    def of(self, name: str) -> "Known":
        """The same for another output: what is learned of one is known to all."""
        return Known(replace(self.place, root=self.place.root.of(name)), self.stamps)

    def stamp(self, stage: str) -> Stamp | None:
        """How a stage was last done, for this output; None where it never was."""
        return self.stamps.get(self._label(stage))

    def _label(self, stage: str) -> str:
        return stage if stage in ONCE else f"{stage} {self.place.root.output.name}"

    @property
    def file(self) -> Path:
        """Where stamps are kept."""
        return cache(self.place.root) / "stamps.json"

    def done(self, stage: str, inputs: Prints, outputs: Iterable[str], told: object = None) -> None:
        """A stage was done with these inputs; its outputs stand as they are now."""
        root = self.place.root.base
        self.stamps[self._label(stage)] = Stamp(inputs, prints(root, list(outputs), self.place.seen), told)
        write_stamps(self.file, self.stamps)

    def undone(self, stage: str) -> None:
        """A stage is no longer what its stamp says."""
        if self.stamps.pop(self._label(stage), None) is not None:
            write_stamps(self.file, self.stamps)


def cache(root: Root) -> Path:
    """The folder of everything that can be worked out again."""
    return root.interim / "cache"


def known(root: Root, checkout: Path) -> Known:
    """What earlier runs left in a root; nothing in a new one."""
    base = cache(root)
    return Known(Place(root, checkout, Seen(base / "seen.json")), read_stamps(base / "stamps.json"))


def inputs_of(stage: Stage, now: Known, options: Options) -> Prints:
    """What a stage depends on as it stands now; of earlier stages what they gave when they were last done."""
    place = now.place
    match stage:
        case "data":
            source = find_source(place.root, city_folder(place.root))
            return data_inputs(place, source, skip_bad_rows=options.skip_bad_rows)
        case "facts":
            data = now.stamp("data")
            return facts_inputs(place, data.told["mark"] if data else "")
        case "notebooks":
            return notebooks_inputs(place, _computed(now))
        case "site":
            return site_inputs(place, options.engine)


def _computed(now: Known) -> Prints:
    facts = FACTS[now.place.root.output.edition]
    return prints(now.place.root.base, [*COMPUTED, facts], now.place.seen)


def part_reasons(part: Part, now: Known, options: Options) -> tuple[Prints, list[Reason]]:
    """What a part of the stage of notebooks depends on, and why it has to be written again."""
    made = takeaways_inputs if part == "takeaways" else parts_inputs
    inputs = made(now.place, _computed(now))
    return inputs, _why(part, now, options, inputs)


def city_folder(root: Root) -> Path:
    """The folder of the city as far as it is told without reading it: where its corrections stand."""
    found = sorted(file.parent for file in root.cities.glob("*/city.toml"))
    return found[0] if len(found) == 1 else root.cities


def reasons(stage: Stage, now: Known, options: Options) -> list[Reason]:
    """Why a stage has to be done again; none where it is done."""
    return _why(stage, now, options, None if now.stamp(stage) is None else inputs_of(stage, now, options))


def _why(name: str, now: Known, options: Options, inputs: Prints | None) -> list[Reason]:
    if options.force:
        return [FORCED]
    stamp = now.stamp(name)
    if stamp is None or inputs is None:
        return [FIRST]
    found = stamp.reasons(inputs, now.place.root.base, now.place.seen)
    if name == "facts":
        found += [
            Reason("edition", one, "new") for one in options.editions if FACTS[one] not in stamp.outputs
        ]
    return found


def asked(now: Known, options: Options) -> tuple[Stage, ...]:
    """The stages that are asked for; for some pages only, those after the facts, where there are facts."""
    wanted = STAGES[: STAGES.index(options.stage) + 1]
    root = now.place.root
    there = (root.facts / root.output.edition / "state.json").is_file()
    return wanted if options.whole or not there else tuple(one for one in wanted if one not in ONCE)


def due(now: Known, options: Options) -> dict[Stage, list[Reason]]:
    """By stage why it has to be done; a stage whose forerunner is due waits for it, and has no reason of its own yet."""
    found: dict[Stage, list[Reason]] = {}
    for stage in STAGES[: STAGES.index(options.stage) + 1]:
        told = reasons(stage, now, options)
        if told or found:
            found[stage] = told
    return found
