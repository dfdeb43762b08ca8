"""Decisions scored on made cities: how often they are wrong, and what each rule loses beside the best possible."""

from collections.abc import Sequence
from math import ceil, log
from typing import TYPE_CHECKING

from analysis.calibration.results import Results
from analysis.calibration.row import NOMINAL, Row
from analysis.calibration.scoring import scoring
from analysis.display.charts import PeerChart, PeerRow
from analysis.display.figure import Figure, Html
from analysis.display.markup import joined, tag, text_tag
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.wording.calibration import figure, told
from analysis.wording.numbers import number

if TYPE_CHECKING:
    from analysis.calibration.made_cities import Setting

OURS, BEST = "ours", "bayes"
AT_OTHERS = "annual-at"
"""The rule where an edition pays sooner or later than what the limits are held at."""

BEYOND = {
    "scoring-alone": ("annual", "two", "alone"),
    "scoring-local": ("wrong-annual", "local-shock", "donors"),
}
"""What is said of rows without a limit: name, truth and setting."""

COLUMNS = ("row", "limit", "reached", "error", "verdict")
TOLD = ("row", "reached", "error")
"""Columns of rows without a limit."""

REACH = 1.96
"""Standard errors of the simulation on each side of a mean loss."""


def errors(results: Results | None, lang: Lang) -> Html:
    """How often each wrong decision was taken, and the right one where it had to be; then what the limits do not cover."""
    rows = _rows(results, "decision")
    if not rows:
        return Html("")
    asked, title = scoring(), text("scoring-title", lang)
    lede = text(
        "scoring-lede",
        lang,
        n=number(max(row.n for row in rows), 0, lang),
        pays=number(asked.break_even, 1, lang),
        errors=number(asked.standard_errors_a_mid, 0, lang),
    )
    shown = [row for row in rows if row.name != AT_OTHERS and (row.limit is not None or row.figure == "rate")]
    return Html(
        text_tag("h2", title) + text_tag("p", lede) + _table(shown, title, lang) + _beyond(rows, lang)
    )


def _beyond(rows: Sequence[Row], lang: Lang) -> str:
    """What no method can tell from an effect, and how the right decision becomes rare where an edition pays later."""
    found = {(row.name, row.values["happens"], row.values.get("beside")): row for row in rows}
    said = [
        text(code, lang, share=figure(found[key].reached, found[key], lang))
        for code, key in BEYOND.items()
        if key in found
    ]
    others = [row for row in rows if row.name == AT_OTHERS]
    title = text("scoring-others-title", lang)
    table = text_tag("h3", title) + text_tag("p", text("scoring-others-lede", lang)) if others else ""
    made = _table(others, title, lang, TOLD) if others else ""
    return joined(text_tag("p", one) for one in said) + table + made


def further(results: Results | None, chapter: str, lang: Lang) -> Html:
    """The rows of a chapter beside the decisions: cities that went through files, or drawn trials; each with its limit."""
    rows = _rows(results, chapter)
    if not rows:
        return Html("")
    title = text(f"method-check-chapter-{chapter}", lang)
    n, fewest = max(row.n for row in rows), ceil(log(1 - NOMINAL) / log(1 - scoring().limits.wrong_annual))
    lede = text(f"scoring-{chapter}-lede", lang, n=number(n, 0, lang), fewest=number(fewest, 0, lang))
    return Html(text_tag("h2", title) + text_tag("p", lede) + _table(rows, title, lang))


def _table(rows: Sequence[Row], title: str, lang: Lang, columns: Sequence[str] = COLUMNS) -> str:
    """Rows with a bound are told by it, the others by the simulation's error."""
    bounded = {"error": "bound"} if all(row.bound is not None for row in rows) else {}
    heads = [text(f"calibration-column-{bounded.get(column, column)}", lang) for column in columns]
    cells = [_cells(row, columns, lang) for row in rows]
    return tag("div", html_table(cells, heads, title, lang), class_="checks")


def _cells(row: Row, columns: Sequence[str], lang: Lang) -> list[str]:
    one = told(row, lang)
    said = {
        "row": one.name,
        "limit": one.limit,
        "reached": one.reached,
        "error": one.error,
        "verdict": one.verdict,
    }
    return [said[column] for column in columns]


def losses(results: Results | None, beside: "Setting", lang: Lang) -> Figure | Html:
    """The mean loss of every rule with its simulation error, ours marked; where another rule beats it, by how much."""
    found = {str(row.values["rule"]): row for row in _rows(results, "loss") if row.values["beside"] == beside}
    if OURS not in found or BEST not in found:
        return Html("")
    reached = {rule: row.reached or 0.0 for rule, row in found.items()}
    order = sorted(found, key=lambda rule: (reached[rule], rule))
    where = text(f"scoring-beside-{beside}", lang)
    return Figure(
        title=text(
            "scoring-losses-title",
            lang,
            beside=where[0].upper() + where[1:],
            ours=number(reached[OURS], 2, lang),
            best=number(reached[BEST], 2, lang),
        ),
        chart=PeerChart(
            text("scoring-losses-axis", lang), 2, tuple(_peer(found[rule], lang) for rule in order), 0.0, ""
        ),
        caption=f"{text('scoring-losses-what', lang)} {_beaten(found, reached, lang)}",
        table_headers=[text(f"scoring-column-{one}", lang) for one in ("rule", "loss", "error", "regret")],
        table_rows=[
            [
                _name(found[rule], lang),
                *(
                    number(x, 2, lang)
                    for x in (reached[rule], found[rule].error, reached[rule] - reached[BEST])
                ),
            ]
            for rule in order
        ],
        key=f"losses-{beside}",
        lang=lang,
        level=3,
    )


def _rows(results: Results | None, chapter: str) -> Sequence[Row]:
    return [] if results is None else [row for row in results.rows if row.chapter == chapter]


def _beaten(found: dict[str, Row], reached: dict[str, float], lang: Lang) -> str:
    """Which rules that anybody could follow lose less than ours, and by how much."""
    ours = reached[OURS]
    less = [
        rule
        for rule in sorted(reached, key=lambda rule: reached[rule])
        if reached[rule] < ours and rule != BEST
    ]
    if not less:
        return text("scoring-losses-unbeaten", lang)
    rules = [
        text(
            "scoring-losses-less",
            lang,
            rule=_name(found[rule], lang),
            by=number(ours - reached[rule], 2, lang),
        )
        for rule in less
    ]
    values = found[OURS].values
    happens, believed = (
        number(float(values[key]), 2, lang) for key in ("happens_on_average", "believed_before")
    )
    return text("scoring-losses-beaten", lang, rules="; ".join(rules), happens=happens, believed=believed)


def _peer(row: Row, lang: Lang) -> PeerRow:
    rule, at = str(row.values["rule"]), row.reached or 0.0
    half = REACH * row.error
    return PeerRow(rule, _name(row, lang), at, at - half, at + half, mine=rule == OURS)


def _name(row: Row, lang: Lang) -> str:
    return text(f"scoring-rule-{row.values['rule']}", lang)
