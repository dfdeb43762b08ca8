"""The site: sources staged, scanned, rendered aside, finished, and swapped in whole."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from analysis import __version__
from analysis.disclosure import edition as edition_of
from analysis.known import exchange
from analysis.known.fault import point
from analysis.known.inputs import COMMITTED
from analysis.messages import Lang, text
from analysis.paths import Root
from analysis.problems import RetretError
from analysis.publish.engine import EMBEDDED, Engine, find_engine, render
from analysis.publish.labels import TABS, finish
from analysis.publish.notebook_scan import scan_notebook
from analysis.publish.subset import Refused, scan
from analysis.publish.written import write_json, write_text
from analysis.view import read_facts

Progress = Callable[[int, int], None]
ASSETS = ("*.css", "*.js")
ENGINE_FILES = ("search.json",)


@dataclass(frozen=True)
class SiteReport:
    """What was built: by which engine, how many pages, where."""

    engine: str
    version: str
    pages: int
    folder: Path


def build_site(
    root: Root,
    checkout: Path,
    *,
    edition: str = "leadership",
    lang: Lang = "id",
    engine: str = "auto",
    progress: Progress | None = None,
) -> SiteReport:
    """The whole site in root.site; when anything fails, the old site stays as it was."""
    step = progress or (lambda done, of: None)
    found = find_engine(engine)
    staged = stage(root, checkout, edition, lang)
    point("site-staged")
    step(1, 4)
    refuse(scan_folder(staged), lang)
    step(2, 4)
    out = render(found, staged)
    point("site-rendered")
    step(3, 4)
    pages = _finish(out, staged, found, lang)
    write_json(out / "build.json", _passport(root, found, edition, lang, pages))
    point("site-finished")
    fresh = exchange.aside(root.site)
    shutil.rmtree(fresh, ignore_errors=True)
    out.rename(fresh)
    exchange.put(fresh, root.site)
    step(4, 4)
    return SiteReport(found.name, found.version, pages, root.site)


def stage(root: Root, checkout: Path, edition: str, lang: Lang) -> Path:
    """A fresh folder that holds what an engine renders, and nothing else of the project."""
    folder = root.stage(edition, lang)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "reports").mkdir(parents=True)
    for name in COMMITTED:
        shutil.copyfile(checkout / name, folder / name)
    for page in sorted((checkout / "reports").glob("*.qmd")):
        shutil.copyfile(page, folder / "reports" / page.name)
    shutil.copytree(checkout / "reports" / "_style", folder / "reports" / "_style", ignore=_no_caches)
    for made in (root.parts, root.downloads):
        if made.is_dir():
            shutil.copytree(made, folder / "reports" / made.name)
    for page in sorted(root.reports.rglob("*.ipynb")):
        if not any(part.startswith((".", "_")) for part in page.relative_to(root.reports).parts):
            place = folder / "reports" / page.relative_to(root.reports)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(page, place)
    settings = folder / "_quarto.yml"
    write_text(settings, settings.read_text("utf-8").replace("\nlang: id\n", f"\nlang: {lang}\n"))
    return folder


def _no_caches(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in ("__pycache__", ".ipynb_checkpoints")}


def scan_folder(folder: Path) -> list[Refused]:
    """What is outside the authoring subset in a staged folder, by file."""
    refused: list[Refused] = []
    for file in sorted(path for path in folder.rglob("*") if path.suffix in (".qmd", ".md", ".ipynb")):
        name = file.relative_to(folder).as_posix()
        refused += (
            scan_notebook(file, name) if file.suffix == ".ipynb" else scan(file.read_text("utf-8"), name)
        )
    return refused


def refuse(refused: list[Refused], lang: Lang) -> None:
    """Stop with one line for each construct outside the subset."""
    if refused:
        lines = (f"{r.file}:{r.line}: {text(r.code, lang, found=r.found)}" for r in refused)
        raise RetretError("outside-subset", n=str(len(refused)), lines="\n".join(lines))


def _finish(out: Path, staged: Path, engine: Engine, lang: Lang) -> int:
    """Every page finished, assets beside them; how many pages there are."""
    tabs = False
    pages = sorted(out.rglob("*.html"))
    for page in pages:
        finished = finish(page.read_text("utf-8"), engine, lang)
        tabs = tabs or TABS in finished
        page.write_text(finished, "utf-8")
    if engine.name == EMBEDDED:
        _drop_engine_files(out, keep_scripts=tabs)
    for file in _assets(staged):
        place = out / file.relative_to(staged)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
    shutil.copyfile(plotly_bundle(), out / "reports" / "_style" / "plotly.min.js")
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
    yield from sorted(path for path in (staged / "reports" / "_data").rglob("*") if path.is_file())


def plotly_bundle() -> Path:
    """The browser bundle that the installed plotly package carries; plotly is not imported for it."""
    package = find_spec("plotly")
    if package is None or package.origin is None:
        raise RetretError("no-plotly")
    return Path(package.origin).parent / "package_data" / "plotly.min.js"


def _passport(root: Root, engine: Engine, edition: str, lang: Lang, pages: int) -> dict[str, object]:
    """What made the site, for whoever asks later; no clock, no host, so that two builds are the same bytes."""
    state = read_facts(root, "state", edition_of(edition))
    return {
        "engine": engine.name,
        "engine_version": engine.version,
        "version": __version__,
        "edition": edition,
        "lang": lang,
        "pages": pages,
        "simulated": state["simulated"],
        "data_until": state["data_until"],
        "data_hash": state["data_hash"],
    }
