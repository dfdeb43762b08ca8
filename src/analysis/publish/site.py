"""The site: sources staged, scanned, rendered aside, finished, and swapped in whole."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from analysis import __version__
from analysis.city.place import load_city
from analysis.known import exchange
from analysis.known.decide import cache
from analysis.known.fault import point
from analysis.known.inputs import authored
from analysis.known.prints import Seen, content_mark, together, walk
from analysis.known.shelf import Shelf
from analysis.messages import Lang, text
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.addresses import UNLISTED, head_links, switch
from analysis.publish.chart_library import NAME, packed_bundle
from analysis.publish.embedded import EMBEDDED
from analysis.publish.engine import Engine, find_engine, render
from analysis.publish.frames import Frames, taken_out
from analysis.publish.labels import TABS, Setting, finish
from analysis.publish.notebook_scan import scan_notebook
from analysis.publish.subset import Refused, scan
from analysis.publish.written import link_file, write_bytes, write_json, write_text
from analysis.view import read_facts

Progress = Callable[[int, int], None]
ASSETS = ("*.css", "*.js")
ENGINE_FILES = ("search.json",)
RESOURCES = re.compile(r"^  resources:\n(?:    - .*\n)+", re.MULTILINE)


@dataclass(frozen=True)
class SiteReport:
    """What was built: which output, by which engine, how many pages, where."""

    output: str
    engine: str
    version: str
    pages: int
    folder: Path


def build_site(
    root: Root,
    checkout: Path,
    *,
    engine: str = "auto",
    progress: Progress | None = None,
    seen: Seen | None = None,
) -> SiteReport:
    """The whole site in root.site; when anything fails, the old site stays as it was."""
    step = progress or (lambda done, of: None)
    found = find_engine(engine)
    lang = root.output.lang
    staged = stage(root, checkout, whole_folders=found.command is None)
    frames = taken_out(staged / "reports" / root.parts.name)
    point("site-staged")
    step(1, 4)
    refuse(scan_folder(staged, seen), lang)
    step(2, 4)
    out = render(found, staged, root.rendered)
    point("site-rendered")
    step(3, 4)
    pages = _finish(out, staged, found, _settings(root, frames), lang)
    write_bytes(out / "reports" / "_style" / NAME, packed_bundle(Shelf(cache(root) / "library")))
    write_json(out / "build.json", _passport(root, found, pages))
    point("site-finished")
    root.site.parent.mkdir(exist_ok=True)
    fresh = exchange.aside(root.site)
    shutil.rmtree(fresh, ignore_errors=True)
    out.rename(fresh)
    exchange.put(fresh, root.site)
    step(4, 4)
    return SiteReport(root.output.name, found.name, found.version, pages, root.site)


def stage(root: Root, checkout: Path, *, whole_folders: bool = False) -> Path:
    """A fresh folder that holds what an engine renders, and nothing else of the project; with `whole_folders` what readers
    take away is one link a folder."""
    folder, lang = root.stage, root.output.lang
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "reports").mkdir(parents=True)
    for name, source in authored(checkout, lang).items():
        if not source.is_file():
            raise RetretError("no-translation", file=source.relative_to(checkout).as_posix(), lang=lang)
        shutil.copyfile(source, folder / name)
    shutil.copytree(checkout / "reports" / "_style", folder / "reports" / "_style", ignore=_no_caches)
    for made in (root.parts, root.downloads, root.takeaways):
        place = folder / "reports" / made.name
        if made.is_dir() and not (whole_folders and made != root.parts and _linked(made, place)):
            shutil.copytree(made, place, copy_function=link_file)
    for page in sorted(root.reports.rglob("*.ipynb")):
        if not any(part.startswith((".", "_")) for part in page.relative_to(root.reports).parts):
            place = folder / "reports" / page.relative_to(root.reports)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(page, place)
    settings = folder / "_quarto.yml"
    told = settings.read_text("utf-8").replace("\nlang: id\n", f"\nlang: {lang}\n")
    # Engines copy what pages link to, and assets follow; to hold thousands of files against patterns takes them long.
    write_text(settings, RESOURCES.sub("", told))
    return folder


def _linked(folder: Path, place: Path) -> bool:
    """Whether a folder stands under another name as well; False where the system has no such links."""
    try:
        place.symlink_to(folder.resolve(), target_is_directory=True)
    except OSError:
        return False
    return True


def _no_caches(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in ("__pycache__", ".ipynb_checkpoints")}


def scan_folder(folder: Path, seen: Seen | None = None) -> list[Refused]:
    """What is outside the authoring subset in a staged folder, by file; pages that were `seen` to be inside are not read again."""
    refused: list[Refused] = []
    for name in walk(folder):
        file = folder / name
        if file.suffix in (".qmd", ".md", ".ipynb"):
            refused += _scan(file, name) if seen is None else _scan_once(file, name, seen)
    return refused


def _scan(file: Path, name: str) -> list[Refused]:
    if file.suffix == ".ipynb":
        return scan_notebook(file, name)
    return scan(file.read_text("utf-8"), name)


def _scan_once(file: Path, name: str, seen: Seen) -> list[Refused]:
    """As it was for the same content, name and rules."""
    rules = together(content_mark(Path(__file__).with_name(one)) for one in ("subset.py", "notebook_scan.py"))
    key = together((name, rules, content_mark(file)))
    return [
        Refused(**one)
        for one in seen.meaning(key, "scan", lambda: [asdict(one) for one in _scan(file, name)])
    ]


def refuse(refused: list[Refused], lang: Lang) -> None:
    """Stop with one line for each construct outside the subset."""
    if refused:
        lines = (f"{r.file}:{r.line}: {text(r.code, lang, found=r.found)}" for r in refused)
        raise RetretError("outside-subset", n=str(len(refused)), lines="\n".join(lines))


Settings = Callable[[str], Setting]
"""What a page is told of where it stands, by its address in the site."""


def _settings(root: Root, frames: Frames) -> Settings:
    output, city, stale = root.output, load_city(root), failed_pages(root)
    simulated = read_facts(root, "state", output.edition)["simulated"]
    banner = text("banner-simulated", output.lang, government=city.settings.government) if simulated else ""

    def of(page: str) -> Setting:
        failed = root.address(root.page(page.removesuffix(".html") + ".ipynb")) in stale
        address = city.settings.address(page, edition=output.edition, lang=output.lang)
        head, other = head_links(city.settings, output, page), switch(output, page)
        return Setting(head, other, failed, banner, address, frames)

    return lambda page: of(page) if page not in UNLISTED else Setting(banner=banner, frames=frames)


def failed_pages(root: Root) -> frozenset[str]:
    """The addresses of pages that failed when they were last run: what stands in their place is their last good version."""
    try:
        told: list[object] = json.loads(root.failed_list.read_text("utf-8"))
    except (OSError, ValueError):
        return frozenset()
    return frozenset(str(one) for one in told)


def _finish(out: Path, staged: Path, engine: Engine, settings: Settings, lang: Lang) -> int:
    """Every page finished, assets beside them; how many pages there are."""
    tabs = False
    pages = sorted(out.rglob("*.html"))
    for page in pages:
        setting = settings(page.relative_to(out).as_posix())
        finished = finish(page.read_text("utf-8"), engine, lang, setting)
        tabs = tabs or TABS in finished
        # The rendering that is kept is the same file under another name.
        page.unlink()
        page.write_text(finished, "utf-8")
    if engine.name == EMBEDDED:
        _drop_engine_files(out, keep_scripts=tabs)
    for file in _assets(staged):
        place = out / file.relative_to(staged)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            link_file(file, place)
    return len(pages)


def _drop_engine_files(out: Path, *, keep_scripts: bool) -> None:
    for name in ENGINE_FILES:
        (out / name).unlink(missing_ok=True)
    if not keep_scripts:
        shutil.rmtree(out / "site_libs", ignore_errors=True)


def _assets(staged: Path) -> Iterator[Path]:
    for pattern in ASSETS:
        yield from sorted((staged / "reports" / "_style").glob(pattern))
    yield from sorted((staged / "reports" / "_parts").glob("*.js"))
    for folder in ("_data", "_files"):
        yield from sorted(path for path in (staged / "reports" / folder).rglob("*") if path.is_file())


def _passport(root: Root, engine: Engine, pages: int) -> dict[str, object]:
    """What made the site, for whoever asks later; no clock, no host, so that two builds are the same bytes."""
    output = root.output
    state = read_facts(root, "state", output.edition)
    return {
        "engine": engine.name,
        "engine_version": engine.version,
        "version": __version__,
        "edition": output.edition,
        "lang": output.lang,
        "pages": pages,
        "simulated": state["simulated"],
        "data_until": state["data_until"],
        "data_hash": state["data_hash"],
    }
