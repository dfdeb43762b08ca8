"""The home page's fragments: the verdict on one screen, the table of all units, the grid of kelurahan."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from analysis.display.indicator_page import judged
from analysis.display.markup import joined, tag, text_tag, words
from analysis.display.spark import spark
from analysis.display.takeaway_links import MESSENGER
from analysis.indicators.definition import FAMILIES
from analysis.messages import Lang, text
from analysis.publish.around import OPTIONAL, Site, completeness_share
from analysis.wording.effects import ends, estimate
from analysis.wording.glance import glance
from analysis.wording.numbers import month, number
from analysis.wording.unit import question

Facts = Mapping[str, Any]
MOST = {"reasons": 3, "doubts": 2}
"""The strongest few stand on the home page, all of them on the page of the verdict."""
TASKS = (
    ("verdict", "decision", "reports/decision.html"),
    ("unit", "", "#tiles"),
    ("overdue", "follow-through", "reports/follow-through.html"),
    ("visits", "visits", "reports/visits.html"),
    ("missing", "data-status", "reports/data-status.html"),
    ("origin", "indicators", "reports/indicators.html"),
)
"""What readers come for: name, page, address."""


def verdict(decision: Facts, site: Site, shared: str) -> str:
    """Question, verdict, grade of evidence, probability and price, state of the data, reasons, doubts, what settles it, what is next.

    `shared`: the message by which readers pass the answer on.
    """
    lang = site.lang
    head = [
        text_tag("p", question(decision, lang), class_="q"),
        _headline(decision["headline"][lang]),
        tag("p", text_tag("span", decision["grade"][lang], class_="grade"), class_="grade-line"),
        text_tag("p", " ".join(glance(decision, lang)), class_="note"),
        text_tag("p", _state(site), class_="state"),
    ]
    two = tag("div", joined(_ground(decision, key, lang) for key in ("reasons", "doubts")), class_="two")
    more = text_tag("a", text("home-more", lang), href="reports/decision.html")
    rest = tag(
        "div", joined(_ground(decision, key, lang) for key in ("settles", "next_edition")), class_="two"
    )
    share = text_tag("a", text("take-share", lang), href=MESSENGER + quote(shared, safe=""), rel="noreferrer")
    below = [tag("p", more, class_="more"), tag("p", share, class_="more")]
    return tag("div", joined([*head, two, rest, *below]), class_="verdict")


def families(city: Facts, listed: Sequence[Facts], site: Site) -> str:
    """What the retreat was to make better, one line a family: its first judged measure, its change, its course."""
    series = {one["code"]: one["series"] for one in city["indicators"]}
    ended = date.fromisoformat(city["retreat"]["last_day"])
    told = (
        (name, first)
        for name in FAMILIES
        if (first := _foremost([one for one in listed if one["family"] == name])) is not None
    )
    rows = joined(_family(name, one, spark(series[one["code"]], ended), site.lang) for name, one in told)
    title = text_tag("h2", text("families-home", site.lang), id="families")
    note = text_tag("p", text("families-home-note", site.lang), class_="note")
    return tag("section", joined([title, tag("ul", rows), note]), class_="families") if rows else ""


def _foremost(ones: Sequence[Facts]) -> Facts | None:
    """The measure that the verdict rests on, else the first whose change was estimated, else the first."""
    estimated = [one for one in ones if one["effect"] is not None and one["effect"]["status"] == "estimated"]
    return next((one for one in (*(o for o in ones if o["outcome"]), *estimated, *ones)), None)


def _family(name: str, one: Facts, drawing: str, lang: Lang) -> str:
    link = text_tag("a", text(f"family-{name}", lang).capitalize(), href=f"reports/indicators.html#{name}")
    effect = one["effect"]
    moved = ""
    if effect is not None and effect["status"] == "estimated":
        moved = f"{estimate(one, effect, lang)} ({ends(one, effect, lang)}); "
    said = f"{one['title'][lang]}: {moved}{judged(one, lang)}"
    return tag("li", tag("div", tag("b", link) + text_tag("span", said)) + drawing)


def tasks(site: Site) -> str:
    """What readers come for, each a tap away; what has no page in this site is left out."""
    links = joined(
        tag("li", text_tag("a", text(f"task-{name}", site.lang), href=href))
        for name, page, href in TASKS
        if page not in OPTIONAL or page in site.pages
    )
    title = text_tag("h2", text("tasks-title", site.lang), id="tasks")
    return tag("nav", title + tag("ul", links), class_="tasks", aria_labelledby="tasks")


def _headline(told: str) -> str:
    """The answer large, what follows from it below in the same heading."""
    answer, stop, rest = told.partition(". ")
    return tag("h1", words(answer + stop.rstrip()) + (" " + text_tag("span", rest) if rest else ""))


def _state(site: Site) -> str:
    until = month(date.fromisoformat(site.state["data_until"]), site.lang)
    share = completeness_share(site.state, site.lang)
    return text("home-state", site.lang, until=until, share=share)


def _ground(decision: Facts, key: str, lang: Lang) -> str:
    shown = decision[key][: MOST.get(key)]
    lines = joined(text_tag("li", one[lang]) for one in shown)
    title = text_tag("h2", text(f"grounds-{key}", lang))
    return tag("section", f"{title}\n{tag('ol', lines)}", class_=key.replace("_", "-"))


def finder(units: Sequence[Facts], types: Mapping[str, str], site: Site) -> str:
    """Every unit in one real table with its page; a script may filter it, and without scripts it is whole."""
    lang = site.lang
    heads = ("units-unit", "units-kind", "units-came")
    head = "".join(text_tag("th", text(code, lang), scope="col") for code in heads)
    body = joined(_unit_row(unit, types, lang) for unit in units)
    caption = text_tag("caption", text("units-caption", lang, n=number(len(units), 0, lang)))
    table = tag("table", joined([caption, tag("thead", tag("tr", head)), tag("tbody", body)]))
    label = text_tag("label", text("units-filter", lang), for_="filter-units")
    field = tag("input", id="filter-units", type="search", autocomplete="off", spellcheck="false")
    filter_ = tag("p", f"{label} {field} {tag('span', role='status')}", class_="filter")
    summary = text_tag("summary", text("units-open", lang, n=number(len(units), 0, lang)))
    title = text_tag("h2", text("units-title", lang))
    inside = joined([title, filter_, tag("details", f"{summary}\n{table}", class_="all-units")])
    return tag("section", inside, id="units", class_="units")


def _unit_row(unit: Facts, types: Mapping[str, str], lang: Lang) -> str:
    came, expected = unit["completeness"]
    name = text_tag("a", unit["name"], href=unit["href"]) + text_tag("small", unit["code"])
    below = text_tag("small", unit["parent_name"]) if unit["parent_name"] and not unit["is_city"] else ""
    cells = [
        tag("th", name, scope="row"),
        tag("td", words(types[unit["type"]]) + below),
        text_tag("td", f"{number(came, 0, lang)} / {number(expected, 0, lang)}", class_="num"),
    ]
    return tag("tr", "".join(cells))
