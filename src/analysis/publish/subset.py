"""The authoring subset that both engines render alike; whatever is outside it is refused with file and line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import yaml

PLAIN = frozenset({"title", "subtitle", "description", "pagetitle", "lang", "css", "toc"})
FRONT = PLAIN | {"include-in-header", "title-block-style", "for-each", "page"}
SHORTCODES = frozenset({"meta", "var", "include"})
CALLOUTS = frozenset(f"callout-{kind}" for kind in ("note", "tip", "important", "warning", "caution"))
DIV_KEYS = frozenset({"layout-ncol", "title", "collapse", "appearance", "icon", "group"})
SHOWN = frozenset({"text/markdown", "text/plain"})

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*(.*?)\s*$")
DIV = re.compile(r"^ {0,3}:{3,}\s*(\S.*?)\s*:*$")
LIST_ITEM = re.compile(r"^([-*+]|\d+[.)]) ")
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")

LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "subset-crossref",
        re.compile(r"(?<![\w.])@(fig|tbl|sec|eq|lst|thm)-|\{[^}]*#(fig|tbl|sec|eq|lst|thm)-"),
    ),
    (
        "subset-citation",
        re.compile(r"\[-?@\w|(?<![\w.@/])@(?!(?:fig|tbl|sec|eq|lst|thm)-)\w[\w:.-]*(?=[\s\],;.)]|$)"),
    ),
    ("subset-maths", re.compile(r"\$\$|(?<![\\\w$])\$[^\s$\d][^$\n]*(?<![\s\\])\$(?!\d)|\\[(\[]\S.*\\[)\]]")),
    ("subset-grid-table", re.compile(r"^\s*\+[-=:]+\+")),
)
ADDRESSED = r"<(?:script|link|img|iframe|video|audio|source|object|embed|a|form)\b[^>]*?\b"
LOADED = r"<(?:script|link|img|iframe|video|audio|source|object|embed)\b[^>]*?\b"
RAW: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("subset-root-path", re.compile(ADDRESSED + r"""(?:src|href|action)\s*=\s*["']?/(?!/)""", re.I)),
    ("subset-request", re.compile(LOADED + r"""(?:src|srcset|href|data)\s*=\s*["']?(?:https?:)?//""", re.I)),
    ("subset-request", re.compile(r"""@import|url\(\s*["']?(?:https?:)?//""", re.I)),
)


@dataclass(frozen=True)
class Refused:
    """One construct outside the subset: a message code, where it stands, and what stands there."""

    code: str
    file: str
    line: int
    found: str


def scan(source: str, file: str) -> list[Refused]:
    """Everything in a page, fragment or notebook cell that the engines would not render alike."""
    lines = source.split("\n")
    start = _front_end(lines)
    refused = list(_front(lines[:start], file)) if start else []
    fence = info = ""
    before = ""
    for number, line in enumerate(lines[start:], 1 + start):
        opened = FENCE.match(line)
        if fence:
            if opened and opened[1].startswith(fence) and not opened[2]:
                fence, before = "", ""
            else:
                found = _raw(line) if info == "{=html}" else _code(line)
                refused += (Refused(code, file, number, told) for code, told in found)
            continue
        if opened:
            fence, info = opened[1], opened[2]
            refused += (Refused(code, file, number, info) for code in _fence(info))
            continue
        refused += (Refused(code, file, number, told) for code, told in _text(line, before))
        before = line
    return refused


def _front_end(lines: list[str]) -> int:
    if not lines or lines[0].strip() != "---":
        return 0
    return next((k + 1 for k, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)


def _front(lines: list[str], file: str) -> Iterator[Refused]:
    loaded = yaml.safe_load("\n".join(lines[1:-1])) or {}
    for key in loaded if isinstance(loaded, dict) else ():
        if key not in FRONT:
            place = next((k for k, line in enumerate(lines) if line.startswith(f"{key}:")), 0)
            yield Refused("subset-front", file, 1 + place, str(key))


def _fence(info: str) -> Iterator[str]:
    if re.match(r"\{=", info):
        if info != "{=html}":
            yield "subset-raw-format"
    elif re.match(r"\{[A-Za-z]", info) or info.split(" ")[0] in ("mermaid", "dot", "ojs"):
        yield "subset-executable"


def _code(line: str) -> Iterator[tuple[str, str]]:
    if re.search(r"(#|//|--)\s*<\d+>\s*$", line):
        yield "subset-annotation", line.strip()


def _raw(line: str) -> Iterator[tuple[str, str]]:
    for code, pattern in RAW:
        found = pattern.search(line)
        if found:
            yield code, found[0][:60]


def _text(line: str, before: str) -> Iterable[tuple[str, str]]:
    bare = CODE_SPAN.sub("", line)
    found = [(code, hit[0].strip()) for code, pattern in LINES if (hit := pattern.search(bare))]
    found += _raw(bare)
    found += (
        ("subset-shortcode", name)
        for name in re.findall(r"(?<!\\)\{\{<\s*([\w-]+)", bare)
        if name not in SHORTCODES
    )
    div = DIV.match(line)
    if div:
        found += (("subset-div", word) for word in islice(_div(div[1]), 1))
    if before.strip() and not DIV.match(before) and not before.startswith((" ", "\t")):
        if re.match(r"#{1,6} ", line):
            found.append(("subset-heading", line.strip()))
        if LIST_ITEM.match(line) and not LIST_ITEM.match(before):
            found.append(("subset-list", line.strip()[:40]))
    return found


def _div(attributes: str) -> Iterator[str]:
    inner = attributes.strip("{}")
    for word in re.findall(r"""[^\s="']+(?:=(?:"[^"]*"|'[^']*'|\S+))?""", inner):
        key = word.split("=")[0]
        name = key.lstrip(".")
        if ("=" in word and key not in DIV_KEYS) or (
            re.match(r"content-(visible|hidden)|column-|aside$|callout-", name) and name not in CALLOUTS
        ):
            yield word
