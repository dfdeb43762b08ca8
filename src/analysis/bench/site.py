"""The site step of every output that has pages, by the embedded engine and, where it is found, by Quarto: whole processes."""

import shutil
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.bench.asked import Asked, Step, silent
from analysis.bench.cost import Cost, cost
from analysis.bench.record import Row, row
from analysis.bench.rounds import in_turns
from analysis.paths import OUTPUTS, Root
from analysis.problems import RetretError
from analysis.publish.engine import find_engine
from analysis.publish.site import build_site


def measure(asked: Asked, step: Step = silent) -> tuple[Row, ...]:
    """A row an engine and output, such as `embedded/leadership-id`; the root's own sites stay as they are."""
    roots = [asked.root.of(output.name) for output in OUTPUTS]
    made = [root for root in roots if any(root.reports.rglob("*.ipynb"))]
    if not made:
        raise RetretError("bench-not-built")
    engines = ("embedded", *(("quarto",) if find_engine().command else ()))
    with TemporaryDirectory(prefix="retret-bench-") as folder:
        copies = [copied(root, Path(folder)) for root in made]
        ways = {
            f"{engine}/{copy.output.name}": partial(_once, engine, copy, asked.checkout)
            for engine in engines
            for copy in copies
        }
        found = in_turns(ways, asked.rounds, step)
        pages = {copy.output.name: len(list(copy.site.rglob("*.html"))) for copy in copies}
    return tuple(row(way, pages[way.partition("/")[2]], costs) for way, costs in found.items())


def copied(root: Root, folder: Path) -> Root:
    """What the site step of an output reads, in another root."""
    copy = Root(folder, root.output)
    shutil.copytree(root.cities, copy.cities, dirs_exist_ok=True)
    shutil.copytree(root.reports, copy.reports, dirs_exist_ok=True)
    state = copy.facts / root.output.edition / "state.json"
    state.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(root.facts / root.output.edition / "state.json", state)
    return copy


def _once(engine: str, root: Root, checkout: Path) -> Cost:
    shutil.rmtree(root.rendered, ignore_errors=True)
    words = (engine, str(root.base), str(checkout), root.output.name)
    return cost([sys.executable, "-m", "analysis.bench.site", *words], cwd=checkout)


if __name__ == "__main__":
    _, told_engine, base, told_checkout, name = sys.argv
    build_site(Root(Path(base)).of(name), Path(told_checkout), engine=told_engine)
