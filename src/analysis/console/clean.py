"""retret clean: what builds kept and did not use for long is thrown away; data and site stay."""

import shutil
import time
from pathlib import Path

from analysis.known.decide import cache
from analysis.known.lock import alone
from analysis.known.shelf import Shelf
from analysis.messages import Lang, text
from analysis.paths import find_root

SHELVES = ("pages", "told", "sets", "answers", "series", "takeaways", "library")
DAY = 86_400


def run_clean(days: float, root: Path | None, lang: Lang) -> int:
    """Kept pages, answers and records of builds that were of no use for so many days are gone."""
    place = find_root(root)
    with alone(place.interim / "build.lock", lambda holder: print(text("build-waits", lang, **holder))):
        sizes = [size for name in SHELVES for _, size in Shelf(cache(place) / name).clean(days)]
        # Fingerprints only save reading; the list holds what is long gone as well.
        (cache(place) / "seen.json").unlink(missing_ok=True)
        for one in (place.interim / "builds").glob("*/summary.json"):
            if one.stat().st_mtime < time.time() - days * DAY:
                sizes += [file.stat().st_size for file in one.parent.iterdir()]
                shutil.rmtree(one.parent)
    print(text("clean-closing", lang, n=len(sizes), mb=round(sum(sizes) / 1e6, 1)))
    return 0
