"""Rendering by an engine: changed pages alone where that gives the same bytes, else the whole folder.

Whether it does is not taken on trust: beside the changed pages one that did not change is rendered with them, and only
where it comes out as the whole rendering gave it do the others count.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.known.prints import Prints, Seen, content_mark, walk
from analysis.publish.made_of import CARRIED, OUT, made_of
from analysis.publish.written import link_file, replaced_folder, write_json


@dataclass(frozen=True)
class Way:
    """How an engine renders a staged folder into its `_site`: the whole, or `some` of its pages by the names of their sources,
    told as they are done.

    `version`: its name and version; `share`: up to which share of all pages it is worth while to render them alone.
    """

    version: str
    whole: Callable[[Path], None]
    some: Callable[[Path, Sequence[str]], Iterable[str]]
    share: float


def render_again(way: Way, stage: Path, kept: Path) -> None:
    """Render a staged folder into its `_site`. `kept`: where the last rendering lies, and this one is left for the next."""
    now = made_of(stage, way.version)
    if not _alone(way, stage, kept, now):
        shutil.rmtree(stage / OUT, ignore_errors=True)
        way.whole(stage)
    _keep(stage / OUT, kept, now)


def _alone(way: Way, stage: Path, kept: Path, now: Prints) -> bool:
    """Whether the changed pages could be rendered alone; then `_site` is whole."""
    former = _former(kept)
    if former is None or former[""] != now[""]:
        return False
    changed = [name for name in now if former.get(name) != now[name]]
    witness = next((name for name in reversed(now) if name and name not in changed), None)
    if witness is None or len(changed) > way.share * (len(now) - 1):
        return False
    made, out, before = set[str](), stage / OUT, kept / OUT
    for name in way.some(stage, [witness, *changed]):
        page = _page(name)
        if not (out / page).is_file():
            return False
        if name == witness and content_mark(out / page) != content_mark(before / page):
            return False
        made.add(page)
    for name in walk(before):
        if name not in made:
            place = out / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            link_file(before / name, place)
    return True


def _page(source: str) -> str:
    return Path(source).with_suffix(".html").as_posix()


def _former(kept: Path) -> Mapping[str, str] | None:
    """What the kept rendering was made of; None where there is none, or it is not as it was left."""
    try:
        told: Mapping[str, Any] = json.loads((kept / "made-of.json").read_text("utf-8"))
        return told["sources"] if told["pages"] == _below(kept / OUT) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(out: Path, kept: Path, now: Prints) -> None:
    with replaced_folder(kept) as aside:
        for name in walk(out):
            if not name.startswith(CARRIED):
                place = aside / OUT / name
                place.parent.mkdir(parents=True, exist_ok=True)
                link_file(out / name, place)
        write_json(aside / "made-of.json", {"sources": now, "pages": _below(aside / OUT)})


def _below(folder: Path) -> Prints:
    return Seen(folder / ".none").below(folder)
