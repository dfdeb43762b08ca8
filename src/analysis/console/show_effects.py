"""The effects that the last build told of a unit or the city, as a table in the terminal: the words of its page."""

from rich.table import Table

from analysis.indicators.definition import by_code
from analysis.messages import Lang, text
from analysis.paths import Root
from analysis.view import read_facts
from analysis.wording import effects as effect_words
from analysis.wording.amounts import Facts, change

HEADS = ("measure", "estimate", "interval", "verdict")


def effects_table(place: Root, code: str, indicator: str | None, lang: Lang) -> Table | None:
    """The city's effects, or how a unit's change differs from its like; None before a build, and for groups."""
    if not (place.facts / "leadership" / f"{code}.json").is_file():
        return None
    facts = read_facts(place, code)
    whole = facts["kind"] == "unit" and facts["unit"]["parent"] is None
    told = _of_city(place) if whole else facts.get("deviations", [])
    rows = [one for one in told if indicator in (None, one["code"])]
    if not rows:
        return None
    title = text("effects-title" if whole else "deviations-title", lang)
    table = Table(title=title, title_justify="left")
    for head, told in zip(
        HEADS, effect_words.headings(HEADS, rows[0]["level_of_interval"], lang), strict=True
    ):
        table.add_column(told, justify="right" if head == "estimate" else "left")
    for one in rows:
        table.add_row(*_cells(one, lang))
    return table


def _of_city(place: Root) -> list[Facts]:
    listed = read_facts(place, "effects")["indicators"]
    return [{"code": one["code"], **one["effect"]} for one in listed if one["effect"] is not None]


def _cells(one: Facts, lang: Lang) -> list[str]:
    definition = by_code()[one["code"]]
    about = {key: getattr(definition, key) for key in ("unit", "decimals", "change_scale")}
    told = one["status"] == "estimated"
    return [
        definition.title.in_language(lang),
        change(about, one["estimate"], lang) if told else "",
        effect_words.ends(about, one, lang) if told else "",
        effect_words.verdict(one, lang),
    ]
