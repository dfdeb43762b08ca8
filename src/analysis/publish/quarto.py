"""Rendering by Quarto: changed pages one by one where that gives the same bytes, else the whole folder.

Whether it does is not taken on trust: beside the changed pages one that did not change is rendered alone, and only where
it comes out as the whole rendering gave it do the others count.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.known.prints import Prints, Seen, content_mark, together, walk
from analysis.problems import RetretError
from analysis.publish.written import replaced_folder, write_json

INCLUDE = re.compile(r"\{\{<\s*include\s+(\S+)\s*>\}\}")
PAGES = (".qmd", ".ipynb")
CARRIED = ("reports/_data/", "reports/_files/")
"""What pages only link to; it is laid beside them afterwards."""

OUT = "_site"
SMALL_SHARE = 0.25
"""Of all pages so many are rendered one by one: each starts Quarto anew, which costs about as much as a few pages do."""

TAIL = 12


def render_quarto(command: str, version: str, stage: Path, kept: Path | None) -> None:
    """Render a staged folder into its `_site`. `kept`: where the last rendering lies, and this one is left for the next."""
    if kept is None:
        run(command, stage, stage)
        return
    now = made_of(stage, version)
    if not _alone(command, stage, kept, now):
        shutil.rmtree(stage / OUT, ignore_errors=True)
        run(command, stage, stage)
    _keep(stage / OUT, kept, now)


def run(command: str, stage: Path, what: Path) -> None:
    """One call of Quarto; RetretError with the end of what it said where it fails."""
    ran = subprocess.run(
        [command, "render", str(what)], cwd=stage, capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        raise RetretError("engine-failed", engine="Quarto", why=tail(ran.stderr or ran.stdout))


def tail(said: str) -> str:
    """The last lines of what a program said."""
    return "\n".join(said.strip().splitlines()[-TAIL:])


def made_of(stage: Path, version: str) -> Prints:
    """By page a mark of its source and of all that it includes; under "" one of everything that concerns every page."""
    names = [name for name in walk(stage) if not name.startswith((f"{OUT}/", *CARRIED))]
    pages = {name for name in names if name.endswith(PAGES) and "/_" not in f"/{name}"}
    parts = {name for name in names if name.startswith("reports/_parts/") and name.endswith(".md")}
    common = (f"{name} {content_mark(stage / name)}" for name in names if name not in pages | parts)
    return {
        "": together((version, *sorted(pages), *common)),
        **{name: together(_texts(stage / name)) for name in sorted(pages)},
    }


def _texts(file: Path) -> list[str]:
    """The marks of a file and of what it includes, and so on."""
    if not file.is_file():
        return [""]
    found = [content_mark(file)]
    if file.suffix != ".ipynb":
        for name in INCLUDE.findall(file.read_text("utf-8")):
            found += _texts(file.parent / name)
    return found


def _alone(command: str, stage: Path, kept: Path, now: Prints) -> bool:
    """Whether the changed pages could be rendered alone; then `_site` is whole."""
    former = _former(kept)
    if former is None or former[""] != now[""]:
        return False
    changed = [name for name in now if former.get(name) != now[name]]
    witness = next((name for name in reversed(now) if name and name not in changed), None)
    if witness is None or len(changed) > SMALL_SHARE * (len(now) - 1):
        return False
    out = stage / OUT
    shutil.copytree(kept / OUT, out)
    before = content_mark(_page(out, witness))
    for name in [witness, *changed]:
        page = _page(out, name)
        page.unlink()
        run(command, stage, stage / name)
        if not page.is_file() or (name == witness and content_mark(page) != before):
            return False
    return True


def _page(out: Path, source: str) -> Path:
    return out / Path(source).with_suffix(".html")


def _former(kept: Path) -> Mapping[str, str] | None:
    """What the kept rendering was made of; None where there is none, or it is not as it was left."""
    try:
        told: Mapping[str, Any] = json.loads((kept / "made-of.json").read_text("utf-8"))
        return told["sources"] if told["pages"] == _below(kept / OUT) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(out: Path, kept: Path, now: Prints) -> None:
    def carried(folder: str, names: list[str]) -> set[str]:
        place = Path(folder).relative_to(out)
        return {name for name in names if f"{(place / name).as_posix()}/" in CARRIED}

    with replaced_folder(kept) as aside:
        shutil.copytree(out, aside / OUT, ignore=carried)
        write_json(aside / "made-of.json", {"sources": now, "pages": _below(aside / OUT)})


def _below(folder: Path) -> Prints:
    return Seen(folder / ".none").below(folder)
