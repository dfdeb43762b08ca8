"""What each stage of a build depends on, as fingerprints by `kind:name`; nothing heavy is imported for it."""

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import analysis
from analysis.ingest.person import key_mark
from analysis.known.closure import closure, meaning_of_toml
from analysis.known.installed import installed
from analysis.known.notebook import meaning
from analysis.known.prints import Prints, Seen, together
from analysis.known.source import Source
from analysis.paths import Root

DATA_CODE = ("analysis.ingest.door", "analysis.ingest.accepted", "analysis.validate", "analysis.publish.data")
FACTS_CODE = ("analysis.publish.stages",)
PARTS_CODE = ("analysis.publish.parts", "analysis.publish.downloads")
FILE_CODE = ("analysis.publish.takeaway_jobs",)
TAKEAWAY_CODE = ("analysis.publish.takeaways",)
PAGE_CODE = ("analysis.publish.tidy",)
SITE_CODE = ("analysis.publish.site",)
COMMITTED = ("_quarto.yml", "index.qmd", "404.qmd")
INGEST_ONLY = ("aliases.csv", "attendance_codes.csv", "corrections.toml")
"""Files of a city folder that reading needs: no result and no page of its own knows them but through what was read; the finder knows aliases."""

FRAME_ONLY = ("tiles.csv",)
"""Files of a city folder that only fragments of pages need."""

SIMULATION_ONLY = ("shocks.toml",)
PLAN = "plan.toml"
VISITS = "visits"
TOLD_IN_FACTS = ("disputes.csv", VISITS)
"""What of a city folder reaches pages through facts alone."""

FACTS_ONLY = (PLAN, *TOLD_IN_FACTS)
"""What of a city folder no reading needs: the plan, disputes, and the folder of published visit plans."""

RELEASES = "data/releases/20*/manifest.json"
CALIBRATION = "data/calibration/results.json"


@dataclass(frozen=True)
class Place:
    """Where a build runs: root, checkout, what was seen of their files before, and the package that runs."""

    root: Root
    checkout: Path
    seen: Seen
    package: Path = Path(analysis.__file__).parent


def versions(place: Place) -> Prints:
    """Python, the platform, and the installed packages that this one rests on."""
    python = f"{sys.version.split()[0]} {sys.platform}"
    return {"version:python": python, **{f"version:{k}": v for k, v in installed(place.seen).items()}}


def code(place: Place, roots: Iterable[str]) -> Prints:
    """Every file of the package that these modules rest on."""
    asked = tuple(sorted(set(roots)))

    def found() -> Prints:
        return {f"code:{name}": told for name, told in closure(asked, place.seen, place.package).items()}

    # The code that runs is that of the run's beginning.
    return dict(place.seen.once((place.package, asked), found))


def city(place: Place, *, without: Iterable[str]) -> Prints:
    """Every file of the city folders, and which city was asked for; `without` files and folders of these names."""
    left = {*without, *SIMULATION_ONLY}
    found = place.seen.below(place.root.cities, lambda name: not left & set(name.split("/")[1:]))
    asked = os.environ.get("RETRET_CITY")
    return {f"city:{name}": _told(place, name, told) for name, told in found.items()} | (
        {"option:RETRET_CITY": asked} if asked else {}
    )


def _told(place: Place, name: str, told: str) -> str:
    """Comments of a TOML file do not count."""
    if not name.endswith(".toml"):
        return told
    return str(place.seen.meaning(told, "toml", lambda: meaning_of_toml(place.root.cities / name)))


def data_inputs(place: Place, source: Source, *, skip_bad_rows: bool) -> Prints:
    """What the delivery is read from and with: every raw file by its content, corrections, city, code, the key of hashes."""
    raw = {f"file:{name}": told for name, told in place.seen.below(source.raw).items()}
    mended = place.seen.of(source.corrections)
    return {
        **raw,
        **({} if mended is None else {"file:corrections.toml": mended}),
        **city(place, without=(*FACTS_ONLY, *FRAME_ONLY)),
        **code(place, DATA_CODE),
        **versions(place),
        "option:simulated": str(source.simulated),
        "option:skip-bad-rows": str(skip_bad_rows),
        "key": key_mark(),
    }


def facts_inputs(place: Place, data: str) -> Prints:
    """What facts are computed from: the result of the data stage, the city with its plan, code, the stored calibration."""
    return {
        "rows": data,
        **_calibration(place),
        **city(place, without=(*INGEST_ONLY, *FRAME_ONLY)),
        **code(place, FACTS_CODE),
        **versions(place),
    }


def takeaways_inputs(place: Place, facts: Prints) -> Prints:
    """What the files that readers take away are made from: facts, the city, code."""
    return {**_told_from(place, facts), **code(place, TAKEAWAY_CODE)}


def parts_inputs(place: Place, facts: Prints) -> Prints:
    """What fragments and downloads are made from: facts, the city, code, and the files that they link to."""
    files = place.seen.of(place.root.takeaways / "files.json")
    return {
        **_told_from(place, facts),
        **code(place, PARTS_CODE),
        **released(place),
        **({} if files is None else {"computed:files.json": files}),
    }


def _told_from(place: Place, facts: Prints) -> Prints:
    return {
        **{f"computed:{name}": one for name, one in facts.items()},
        **city(place, without=(VISITS,)),
        **versions(place),
        "option:output": place.root.output.name,
    }


def notebooks_inputs(place: Place, facts: Prints) -> Prints:
    """What pages are made from: notebooks, what is written beside them, the stored calibration, releases."""
    books = {name: place.checkout / "notebooks" / name for name in notebooks(place)}
    told = {name: meaning(file, place.seen) for name, file in books.items()}
    modules = sorted({module for one in told.values() for module in one.imports})
    return {
        **_told_from(place, facts),
        **code(place, (*TAKEAWAY_CODE, *PARTS_CODE)),
        **{f"notebook:{name}": one.mark for name, one in told.items()},
        **_calibration(place),
        **released(place),
        **code(place, (*modules, *PAGE_CODE)),
    }


def released(place: Place) -> Prints:
    """The releases, where there are any: each manifest stands for all that its folder holds."""
    found = sorted(place.root.base.glob(RELEASES))
    return {"release": together(place.seen.of(file) or "" for file in found)} if found else {}


def _calibration(place: Place) -> Prints:
    """The stored calibration, where there is one."""
    stored = place.seen.of(place.checkout / CALIBRATION)
    return {} if stored is None else {"calibration": stored}


def notebooks(place: Place) -> list[str]:
    """The names of the committed notebooks, in their order."""
    return sorted(file.name for file in (place.checkout / "notebooks").glob("*.ipynb"))


def site_inputs(place: Place, engine: str) -> Prints:
    """What the site is rendered from: pages with their fragments, committed sources and style, the engine, code."""
    style = place.checkout / "reports" / "_style"
    written = authored(place.checkout, place.root.output.lang)
    return {
        **{f"page:{name}": place.seen.of(file) or "" for name, file in written.items()},
        **{f"style:{name}": told for name, told in place.seen.below(style).items()},
        **{f"page:{name}": told for name, told in place.seen.below(place.root.reports, _is_page).items()},
        "computed": _downloads(place),
        "failed": place.seen.of(place.root.failed_list) or "",
        **city(place, without=(*INGEST_ONLY, VISITS)),
        **code(place, SITE_CODE),
        **versions(place),
        "engine": engine_mark(place, engine),
        "option:output": place.root.output.name,
    }


def authored(checkout: Path, lang: str) -> dict[str, Path]:
    """Committed sources of a site by their place in it; in another language than Indonesian every page is a file of its own."""
    names = [*COMMITTED, *(f"reports/{file.name}" for file in sorted((checkout / "reports").glob("*.qmd")))]
    return {name: _told_in(checkout, name, lang) for name in names}


def _told_in(checkout: Path, name: str, lang: str) -> Path:
    if lang == "id" or not name.endswith(".qmd"):
        return checkout / name
    return checkout / "reports" / f"_{lang}" / name.rpartition("/")[2]


def _is_page(name: str) -> bool:
    return name.endswith(".ipynb") or name.startswith("_parts/")


def _downloads(place: Place) -> str:
    folders = (place.root.downloads, place.root.takeaways)
    return together(
        f"{folder.name}/{name} {told}"
        for folder in folders
        for name, told in place.seen.below(folder).items()
    )


def engine_mark(place: Place, choice: str) -> str:
    """A mark that another engine, or another version of it, does not have; the engine is not started for it."""
    command = (os.environ.get("QUARTO_PATH") or shutil.which("quarto")) if choice != "embedded" else None
    return together((command, place.seen.of(Path(command)) or "")) if command else "embedded"
