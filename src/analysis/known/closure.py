"""The part of the package that some code rests on: the modules that it imports, transitively, and the files they read."""

import ast
import tomllib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cache, partial
from pathlib import Path
from typing import Any

from analysis.known.prints import Prints, Seen, content_mark, mark, walk

PACKAGE = "analysis"


def closure(roots: Iterable[str], seen: Seen, package: Path) -> Prints:
    """The meaning of every file of the package that modules `roots` rest on, by path; comments and layout do not count.

    Imports inside functions count; imports by a computed name are not seen. Files are the .toml files beside a module that
    it names where it makes a path.
    """
    there = walk(package)
    modules = {_module(name): name for name in there if name.endswith(".py")}
    texts = tuple(name for name in there if name.endswith(".toml"))
    found: Prints = {}
    waiting = sorted(set(roots))
    known: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in known or name not in modules:
            continue
        known.add(name)
        told = seen.meaning(
            seen.of(package / modules[name]) or "", "py", partial(_parsed, package / modules[name])
        )
        found[modules[name]] = told["meaning"]
        waiting += (*_parents(name), *told["imports"])
        for path in (one for asked in told["files"] for one in _resources(modules[name], asked, texts)):
            file = package / path
            found[path] = str(seen.meaning(seen.of(file) or "", "toml", partial(meaning_of_toml, file)))
    return dict(sorted(found.items()))


def imports(tree: ast.AST) -> list[str]:
    """The modules of the package that some code imports; a name taken from a package may be a module of it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return sorted(name for name in found if name.partition(".")[0] == PACKAGE)


def meaning_of_toml(file: Path) -> str:
    """The fingerprint of what a TOML file says, of its bytes where it says nothing."""
    try:
        return mark(repr(tomllib.loads(file.read_text("utf-8"))))
    except ValueError:
        return content_mark(file)


def _parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[:k]) for k in range(1, len(parts)))


def _module(name: str) -> str:
    """The name under which a file of the package is imported."""
    parts = [PACKAGE, *name.removesuffix(".py").split("/")]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _parsed(file: Path) -> dict[str, Any]:
    tree = ast.parse(file.read_bytes())
    return {
        "meaning": mark(ast.dump(tree)),
        "imports": imports(tree),
        "files": sorted(set(_asked(tree)) - {""}),
    }


def _asked(tree: ast.AST) -> Iterator[str]:
    """The names from which paths are made: `joinpath(name)`, `with_name(name)`, `folder / name`; "*" stands for what is computed."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="joinpath" | "with_name"), args=[name]):
                yield _pattern(name)
            case ast.BinOp(op=ast.Div(), right=name):
                yield _pattern(name)
            case _:
                continue


def _pattern(name: ast.expr) -> str:
    match name:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)
        case _:
            return ""


@cache
def _resources(module: str, asked: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The .toml files beside a module that a name means: the file itself, or all in a folder of that name."""
    place = f"{module.rpartition('/')[0]}/{asked}".removeprefix("/")
    return tuple(
        name
        for name in (texts if asked.strip("*") else ())
        if name.startswith(f"{place}/") or (name.count("/") == place.count("/") and fnmatchcase(name, place))
    )
