"""retret check: what the agencies sent, cell by cell; nothing is written."""

from pathlib import Path

from analysis.city.place import City, load_city
from analysis.console import screen
from analysis.ingest.result import Checked
from analysis.messages import Lang, text
from analysis.paths import Root, find_root
from analysis.problems import RetretError
from analysis.publish.source import Source, agency_files, find_source
from analysis.publish.stages import check_source
from analysis.validate import missing_periods
from analysis.wording.numbers import number


def run_check(folder: Path | None, root: Path | None, lang: Lang, *, every_note: bool = False) -> int:
    """Print every problem of every file; 1 when something must be mended."""
    place = find_root(root)
    city = load_city(place)
    source = _source(place, city, folder)
    with screen.progress(lang) as step:
        checked = check_source(source, city, progress=step("data"))
    screen.problems(checked.problems, lang, every_note=every_note)
    return _closing(checked, city, lang)


def _source(place: Root, city: City, folder: Path | None) -> Source:
    """The folder that was named, with the corrections that belong to it, else the one a build would read."""
    if folder is None:
        return find_source(place, city.folder)
    if not folder.is_dir():
        raise RetretError("no-folder", folder=str(folder))
    if not agency_files(folder):
        raise RetretError("empty-folder", folder=str(folder))
    simulated = folder.resolve() == (place.simulated / "raw").resolve()
    corrections = place.simulated / "corrections.toml" if simulated else city.folder / "corrections.toml"
    return Source(folder, corrections, place.interim, simulated)


def _closing(checked: Checked, city: City, lang: Lang) -> int:
    errors = [problem for problem in checked.problems if problem.severity == "error"]
    files = {problem.file for problem in errors}
    rows = sum(file.rows_good for file in checked.files)
    gaps = missing_periods(checked, city).height
    values = {
        "n": number(len(errors), 0, lang),
        "files": number(len(files), 0, lang),
        "rows": number(rows, 0, lang),
    }
    screen.out.print(text("check-problems" if errors else "check-good", lang, **values))
    if gaps:
        screen.out.print(text("check-gaps", lang, n=number(gaps, 0, lang)))
    return 1 if errors else 0
