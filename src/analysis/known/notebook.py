"""What a notebook says and what it reads, told from its cells without running them."""

import ast
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.known.closure import imports
from analysis.known.prints import Seen, mark

OPENERS = {
    "open_unit": "unit",
    "open_group": "group",
    "open_city": "decision",
    "open_quality": "quality",
    "open_effects": "effects",
    "open_indicator": "indicator",
    "open_indicators": "indicators",
    "open_follow_through": "follow-through",
    "open_visits": "visits",
    "open_method": "method",
    "open_changes": "changes",
    "open_scores": "scores",
}
"""Every way to open data, with the facts that it reads; of PARAMETERS those of the parameter's value."""

PLAIN = ("open_method", "open_changes", "open_scores")
"""Openers that give no view: there is nothing behind what they give."""

PARAMETERS = ("unit", "group", "indicator")

NEVER_MORE = frozenset(
    [
        "facts",
        "about",
        "announced",
        "retreat_ended",
        "code",
        "edition",
        "indicators",
        "charted",
        "elements",
        "members",
        "city",
        "plan",
        "names",
        "kin",
        "ramadan",
        "design_effect",
    ]
)
"""What a view gives from its facts, the city and its plan, which every page depends on."""

MORE = {
    "rows": "series",
    "series": "series",
    "peer_rows": "peers",
    "peers": "peers",
    "compared": "beside",
    "deciding": "beside",
    "estimated": "estimates",
}
"""What a view gives besides, by attribute: the unit's series, its peers', whether it has such, the panels of effects."""

ALL = frozenset({"everything"})

Cell = tuple[str, str, list[str]]
"""A cell's type, source and tags."""


@dataclass(frozen=True)
class Meaning:
    """A notebook without outputs, counts and metadata.

    `mark`: of its cells; `imports`: modules of the package; `opened`: the facts it opens; `reads`: parts of MORE, or ALL.
    """

    mark: str
    imports: tuple[str, ...]
    opened: tuple[str, ...]
    reads: frozenset[str]


def meaning(file: Path, seen: Seen) -> Meaning:
    """What a committed notebook says and reads."""
    told = seen.meaning(seen.of(file) or "", "ipynb", lambda: _read(file))
    return Meaning(told["mark"], tuple(told["imports"]), tuple(told["opened"]), frozenset(told["reads"]))


def read_cells(file: Path) -> list[Cell]:
    """The cells of a notebook of format 4; ValueError, KeyError or TypeError where the file is none."""
    return [
        (cell["cell_type"], _whole(cell["source"]), sorted(cell["metadata"].get("tags", ())))
        for cell in json.loads(file.read_text("utf-8"))["cells"]
    ]


def _read(file: Path) -> dict[str, Any]:
    cells = read_cells(file)
    # Defaults of parameters are overridden in every run: only their names and types count.
    code = [source for kind, source, tags in cells if kind == "code" and "parameters" not in tags]
    said = [(kind, _names(source) if "parameters" in tags else source, tags) for kind, source, tags in cells]
    try:
        trees = [ast.parse(source) for source in code]
    except SyntaxError:
        return {"mark": mark(said), "imports": [], "opened": [], "reads": sorted(ALL)}
    whole = ast.Module([node for tree in trees for node in tree.body], [])
    return {"mark": mark(said), "imports": imports(whole), **_opened(whole)}


def _whole(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _names(source: str) -> str:
    """The parameters cell without its values."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return source
    if not all(isinstance(node, ast.AnnAssign) for node in body):
        return source
    return "\n".join(
        f"{ast.unparse(node.target)}: {ast.unparse(node.annotation)}"
        for node in body
        if isinstance(node, ast.AnnAssign)
    )


def _opened(tree: ast.Module) -> dict[str, list[str]]:
    """Which facts are opened, and which other parts of the data are read; whatever is not understood reads everything."""
    opened: set[str] = set()
    views: set[str] = set()
    held = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OPENERS:
            opened.add(OPENERS[node.func.id] if _own(node) else "everything")
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=called))) if (
                called in OPENERS
            ):
                held += 1
                views |= set() if called in PLAIN else {name}
            case _:
                continue
    understood = sum(isinstance(n, ast.Name) and n.id in OPENERS for n in ast.walk(tree)) == held
    reads = _read_parts(tree, views) if understood else ALL
    return {"opened": sorted(opened), "reads": sorted(ALL if "everything" in opened else reads)}


def _own(call: ast.Call) -> bool:
    """Whether a unit, group or indicator is opened by the parameter of its name; what takes no code is always its own."""
    assert isinstance(call.func, ast.Name)
    wanted = OPENERS[call.func.id]
    first = call.args[0] if call.args else None
    if wanted in PARAMETERS:
        return isinstance(first, ast.Name) and first.id == wanted
    return True


def _read_parts(tree: ast.Module, views: set[str]) -> frozenset[str]:
    """The parts that the attributes of views stand for; a view used as a whole may read everything."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Name) and node.id in views and isinstance(node.ctx, ast.Load)):
            continue
        above = parents[node]
        if isinstance(above, ast.Attribute) and above.attr in MORE:
            found.add(_less_of_peers(above, parents) or MORE[above.attr])
        elif not (isinstance(above, ast.Attribute) and above.attr in NEVER_MORE):
            return ALL
    return frozenset(found)


def _less_of_peers(used: ast.Attribute, parents: dict[ast.AST, ast.AST]) -> str | None:
    """What is read where peers are only handed to `compare` (their last twelve months) or, for the page's own unit or group, to `beside`
    (no more of these than it shows)."""
    match used.attr, parents.get(call := parents[used]):
        case "peers", ast.Call(func=ast.Name(id="compare"), args=[first, *_]) if first is call:
            return "recent"
        case "peers", ast.Call(func=ast.Name(id="beside"), args=[ast.Name(id=own), second, *_]) if (
            second is call and own in PARAMETERS
        ):
            return "beside"
        case _:
            return None
