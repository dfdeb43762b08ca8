"""Fragments of the pages of reference: assumptions, glossary, downloads, about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.city.place import City
from analysis.decision.plan import read_plan
from analysis.display.assumptions import assumptions
from analysis.display.glossary import glossary
from analysis.display.markup import joined, tag, text_tag, words
from analysis.display.tables import Link, html_table
from analysis.display.takeaway_links import SIMULATED
from analysis.indicators.definition import by_code, whole
from analysis.messages import Lang, text
from analysis.publish.around import Site
from analysis.takeaway.issue import Issue
from analysis.wording.numbers import listed, number

Taken = Mapping[str, Any]
"""A file to take away as it is listed: `path` below the folder, `kind`, what it is `of`, its `bytes`."""

ELEMENTS = "elements"
KILO = 1000
READING = 5


@dataclass(frozen=True)
class Held:
    """A file that readers may take: its path below the folder of downloads, and its size in bytes."""

    path: str
    size: int


def fragments(site: Site, city: City, folder: Path, files: Sequence[Taken]) -> dict[str, str]:
    """Each fragment by its name; `folder` holds the downloads as they were written, `files` are those to take away."""
    return {
        "assumptions": _page(
            "assumptions", site.lang, assumptions(read_plan(city.folder).thresholds, site.pages, site.lang)
        ),
        "glossary": _page("glossary", site.lang, glossary(site.lang)),
        "downloads": _page("downloads", site.lang, downloads(held(folder), files, site, city)),
        "about": _page("about", site.lang, about(site, city)),
    }


def _page(name: str, lang: Lang, inside: str) -> str:
    return joined([text_tag("h1", text(f"{name}-title", lang)), inside])


def held(folder: Path) -> list[Held]:
    """Every file below a folder, by path; none where the folder is not there."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(
        (Held(path.relative_to(folder).as_posix(), path.stat().st_size) for path in found),
        key=lambda one: one.path,
    )


def downloads(series: list[Held], files: Sequence[Taken], site: Site, city: City) -> str:
    """What there is to take: the whole city at once, each measure as CSV and workbook, pages' files; and under which licence."""
    lang = site.lang
    issue = Issue.of(city, site.state, lang)
    terms = [
        text_tag("h2", text("downloads-licence", lang)),
        text_tag("p", text("downloads-licence-told", lang, licence=issue.licence[0])),
        text_tag("p", issue.citation),
    ]
    if not series and not files:
        return joined([text_tag("p", text("downloads-none", lang), class_="lede"), *terms])
    size = sum(one.size for one in series) + sum(one["bytes"] for one in files)
    count = number(len(series) + len(files), 0, lang)
    told = [
        text_tag("p", text("downloads-lede", lang, n=count, size=_size(size, lang)), class_="lede"),
        *([text_tag("h2", text("downloads-whole", lang)), _whole(files, site)] if files else []),
        text_tag("h2", text("downloads-city", lang)),
        _of_the_city(series, files, site, lang),
        text_tag("p", text("downloads-units", lang), class_="note"),
        text_tag("p", text("csv-inert", lang), class_="note"),
    ]
    return joined([*told, *terms])


WHOLE = ("package", "facts", "brief", "book")
"""Kinds of files of the whole city, in the order in which they are told."""


def _whole(files: Iterable[Taken], site: Site) -> str:
    """The files of the city itself, each with what it is and its size."""
    lang = site.lang
    mine = [one for one in files if one["kind"] in ("package", "facts") or one["of"] == site.code]
    mine.sort(key=lambda one: WHOLE.index(one["kind"]))
    links = joined(
        tag("li", f"{_file_link(text('downloads-' + one['kind'], lang), one)} {_size(one['bytes'], lang)}")
        for one in mine
    )
    return tag("ul", links)


def _file_link(title: str, one: Taken) -> str:
    name = one["path"].rpartition("/")[2]
    return text_tag("a", title, href=f"_files/{quote(one['path'])}", download=name)


def _of_the_city(series: Iterable[Held], files: Iterable[Taken], site: Site, lang: Lang) -> str:
    """The city's file of every measure, how many units and groups have one of the name, and the workbook over all of them."""
    by_name: dict[str, dict[str, Held]] = {}
    for one in series:
        owner, _, name = one.path.partition("/")
        by_name.setdefault(name.removesuffix(".csv").removesuffix(SIMULATED), {})[owner] = one
    books = {one["of"]: one for one in files if one["kind"] == "measure"}
    rows = [
        [*_row(code, of[site.code], len(of) - 1, lang), *_book(books.get(code), lang)]
        for code in (*(one.code for one in whole()), ELEMENTS)
        if site.code in (of := by_name.get(code, {}))
    ]
    heads = [text(f"column-{key}", lang) for key in ("indicator", "size", "copies", "book", "size")]
    return html_table(rows, heads, text("downloads-city-caption", lang), lang)


def _row(code: str, file: Held, copies: int, lang: Lang) -> list[Link | str]:
    title = text("downloads-elements", lang) if code == ELEMENTS else by_code()[code].title.in_language(lang)
    return [Link(title, f"_data/{file.path}"), _size(file.size, lang), number(copies, 0, lang)]


def _book(one: Taken | None, lang: Lang) -> list[Link | str]:
    if one is None:
        return ["", ""]
    return [Link("XLSX", f"_files/{one['path']}"), _size(one["bytes"], lang)]


def _size(size: int, lang: Lang) -> str:
    """A size in decimal kilobytes or megabytes, never below one."""
    kilos = size / KILO
    if kilos < KILO:
        return text("size-kb", lang, n=number(max(kilos, 1), 0, lang))
    return text("size-mb", lang, n=number(kilos / KILO, 1, lang))


def about(site: Site, city: City) -> str:
    """What Retret is, who answers for it, how its pages are read, and what is not here."""
    lang = site.lang
    owners = list(dict.fromkeys(one.owner for one in whole()))
    who: Mapping[str, str] = {
        "government": site.government,
        "decider": read_plan(city.folder).decider,
        "owners": listed(owners, lang),
    }
    steps = joined(text_tag("li", text(f"about-read-{k}", lang)) for k in range(1, READING + 1))
    links = joined(
        tag("li", text_tag("a", text(f"nav-{name}", lang), href=f"{page}.html"))
        for name, page in (
            ("indicators", "indicators"),
            ("lexicon", "data-dictionary"),
            ("assumptions", "assumptions"),
            ("glossary", "glossary"),
        )
    )
    return joined(
        [
            text_tag("p", text("about-lede", lang, city=site.city), class_="lede"),
            text_tag("h2", text("about-read-title", lang)),
            tag("ol", steps),
            text_tag("h2", text("about-more-title", lang)),
            text_tag("p", text("about-more", lang)),
            tag("ul", links, class_="members"),
            text_tag("h2", text("about-who-title", lang)),
            text_tag(
                "p", text("about-who-simulated" if site.state["simulated"] else "about-who", lang, **who)
            ),
            _contact(city, lang),
            text_tag("h2", text("about-not-title", lang)),
            text_tag("p", text("about-not", lang)),
        ]
    )


def _contact(city: City, lang: Lang) -> str:
    """Where questions go; said so where the city has given no address."""
    mail = city.settings.contact
    if not mail:
        return text_tag("p", text("about-no-contact", lang))
    return tag("p", words(text("about-contact", lang)) + text_tag("a", mail, href=f"mailto:{mail}"))
