"""The next retreat on the page of the verdict: what each design would find, how surely, at what cost, and the drawn list."""

from collections.abc import Mapping

from analysis.display.charts import PeerChart, PeerRow
from analysis.display.figure import Figure, Html, csv_address
from analysis.display.markup import tag, text_tag
from analysis.display.sections import listed, notes, section
from analysis.display.tables import html_table
from analysis.indicators.definition import by_code
from analysis.messages import Lang, text
from analysis.wording import designs as words
from analysis.wording.amounts import Facts, inside

PER_CENT = 100
NOTES = ("one-date", "again")


def designs(decision: Facts, lang: Lang) -> Html:
    """What the plan's design would find in each outcome, and what no design of one date can."""
    facts = decision["designs"]
    first = text("designs-lede", lang, design=words.named(facts["chosen"], lang), n=facts["clusters"])
    told = notes([text(f"next-year-note-{code}", lang) for code in NOTES])
    return section("designs-title", [text_tag("p", first), listed(words.lede(facts, lang)), told], lang)


def chances(decision: Facts, lang: Lang) -> list[Figure]:
    """A figure an outcome: how surely every design finds the smallest change that matters; its table has sizes and costs."""
    facts = decision["designs"]
    return [_chances(facts, one, lang) for one in facts["outcomes"] if one["reason"] is None]


def _chances(facts: Facts, outcome: Facts, lang: Lang) -> Figure:
    known = by_code()[outcome["indicator"]]
    title = inside(known.short.in_language(lang))
    pairs = list(zip(facts["designs"], outcome["designs"], strict=True))
    drawn = tuple(
        PeerRow(
            str(place),
            words.named(one, lang),
            PER_CENT * (told["chance"] or 0.0),
            None,
            None,
            mine=all(one[key] == facts["chosen"][key] for key in ("waves", "apart", "hold_out")),
        )
        for place, (one, told) in enumerate(pairs)
    )
    asked = text("designs-asked", lang)
    told = [told["chance"] for _, told in pairs]
    chart = PeerChart(text("designs-axis", lang), 0, drawn, PER_CENT * facts["power"], asked)
    heads = [text(f"designs-{key}", lang) for key in ("head", "mean", "late", "chance-head", "cost-head")]
    return Figure(
        title=text("designs-figure", lang, title=title),
        chart=chart if any(one is not None for one in told) else None,
        caption=f"{text('designs-caption', lang)} {words.basis(outcome, lang)}",
        table_headers=heads,
        table_rows=words.rows(facts, outcome, lang),
        key=f"designs-{outcome['indicator']}",
        lang=lang,
        level=3,
    )


def drawn(decision: Facts, names: Mapping[str, str], lang: Lang) -> Html:
    """The published list with its seed, and what it tells; or that none is drawn, and how to draw one."""
    facts = decision["designs"]
    found = facts["list"]
    if found is None:
        return Html(tag("p", text("designs-undrawn", lang), class_="note"))
    heads = [text(f"designs-list-{key}", lang) for key in ("cluster", "units", "wave")]
    rows = [
        [
            names.get(one["cluster"], one["cluster"]),
            one["units"],
            words.wave(one["wave"], found["dates"], lang),
        ]
        for one in sorted(found["rows"], key=lambda one: (one["wave"] is None, one["wave"] or 0))
    ]
    said = [text("designs-list", lang, seed=found["seed"], design=words.named(found["design"], lang))]
    said += [
        text("designs-list-finds", lang, title=_title(one, lang), **_sizes(one, lang))
        for one in facts["outcomes"]
        if one["reason"] is None and one["drawn"] is not None
    ]
    link = text_tag("a", text("csv-link", lang), href=csv_address(heads, rows, lang), download="waves.csv")
    table = html_table(rows, heads, text("designs-list-caption", lang), lang)
    return section("designs-list-title", [listed(said), table, tag("p", link)], lang)


def _title(outcome: Facts, lang: Lang) -> str:
    return inside(by_code()[outcome["indicator"]].short.in_language(lang))


def _sizes(outcome: Facts, lang: Lang) -> dict[str, str]:
    return {name: words.size(outcome, outcome["drawn"][name], lang) for name in ("mean", "late")}
