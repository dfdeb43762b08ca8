"""The report of an estimation: one HTML file that needs nothing else, readable on a phone."""

from dataclasses import dataclass

import polars as pl

from analysis.console.estimate_rows import chance, decimals, figure, interval, outcome, unit_name
from analysis.console.estimate_style import STYLE
from analysis.display.charts import PeerChart, PeerRow
from analysis.display.markup import joined, tag, text_tag
from analysis.display.svg import draw
from analysis.display.tables import html_table
from analysis.effects.design import Design, as_toml, explain
from analysis.effects.output import Estimates, in_order
from analysis.effects.panel import AGGREGATE, kind_of_panel
from analysis.effects.period import period_text
from analysis.messages import Lang, catalogue, text

DRAWN = ("mean", "att", "deviation")
"""Estimands that are drawn; where none of the first two is there, the first of the others is."""

UNBROKEN = "\u00a0"


@dataclass(frozen=True)
class Basis:
    """What was estimated from: the file's name, its panel, the design."""

    file: str
    panel: pl.DataFrame
    design: Design


def report(estimates: Estimates, basis: Basis, lang: Lang) -> str:
    """The whole page: what was read, pictures, tables, refusals with their reasons, checks, weights, the design."""
    effects = in_order(estimates.effects)
    title = text("estimate-report-title", lang, file=basis.file)
    parts = [
        text_tag("h1", title),
        text_tag("p", _lede(basis, lang)),
        text_tag("p", text("estimate-report-reading", lang, level=f"{100 * basis.design.level:g}")),
        *_tables(effects.filter(pl.col("level") == "city"), "city", lang),
        *_pictures(effects, lang),
        *_tables(effects.filter(pl.col("level") != "city"), "others", lang),
        *_refusals(effects, lang),
        *_checks(estimates.checks, lang),
        *_frame(estimates.weights, "weights", lang),
        *_design(basis.design, lang),
    ]
    head = joined(
        [
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            text_tag("title", title),
            tag("style", STYLE),
        ]
    )
    body = tag("body", tag("main", joined(parts)))
    return f"<!doctype html>\n{tag('html', joined([tag('head', head), body]), lang=lang)}\n"


def _lede(basis: Basis, lang: Lang) -> str:
    """What the panel holds, in one sentence."""
    panel, kind = basis.panel, kind_of_panel(basis.panel)
    units = panel.filter(pl.col("unit") != AGGREGATE).group_by("donor").agg(pl.col("unit").n_unique())
    count = dict(units.iter_rows())
    ends = [period_text(int(t), kind) for t in (panel["t"].sort()[0], panel["t"].sort()[-1])]
    return text(
        "estimate-report-lede",
        lang,
        units=count.get(False, 0),
        donors=count.get(True, 0),
        first=ends[0],
        last=ends[1],
        rows=panel.height,
    )


def _pictures(effects: pl.DataFrame, lang: Lang) -> list[str]:
    """One picture an estimator, indicator and estimand: dots with intervals, the city heavier, units by their size."""
    done = effects.filter((pl.col("status") == "estimated") & pl.col("estimate").is_finite())
    parts: list[str] = []
    for (estimator, indicator), rows in done.group_by("estimator", "indicator", maintain_order=True):
        there = rows["estimand"].unique(maintain_order=True).to_list()
        chosen = [name for name in DRAWN if name in there]
        if not {"mean", "att"} & set(chosen):
            chosen = there[:1] + [name for name in chosen if name != there[0]]
        for estimand in chosen:
            title = " · ".join(str(word) for word in (estimator, indicator, estimand) if word)
            chart = _chart(rows.filter(pl.col("estimand") == estimand), title, lang)
            caption = text("estimate-figure", lang, what=title)
            figure_parts = [draw(chart, caption, lang), text_tag("figcaption", caption)]
            parts.append(tag("figure", joined(figure_parts)))
    return [text_tag("h2", text("estimate-heading-pictures", lang)), *parts] if parts else []


def _chart(rows: pl.DataFrame, title: str, lang: Lang) -> PeerChart:
    """City rows on top, then all others from the largest estimate to the smallest."""
    ordered = pl.concat(
        [
            rows.filter(pl.col("level") == "city"),
            rows.filter(pl.col("level") != "city").sort("estimate", descending=True),
        ]
    )
    shown = tuple(
        PeerRow(
            str(row["unit"]),
            unit_name(row, lang),
            row["estimate"],
            *_finite(row["low"], row["high"]),
            mine=row["level"] == "city",
        )
        for row in ordered.iter_rows(named=True)
    )
    return PeerChart(title, decimals(rows), shown, 0.0, text("estimate-zero", lang))


def _finite(low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """An interval that can be drawn, else none."""
    drawn = low is not None and high is not None and abs(low) + abs(high) < float("inf")
    return (low, high) if drawn else (None, None)


def _tables(effects: pl.DataFrame, name: str, lang: Lang) -> list[str]:
    """Estimates as a table an estimator and indicator."""
    done = effects.filter(pl.col("status") == "estimated")
    keys = ("estimand", "estimate", "interval", "p-positive", "outcome", "evidence", "n", "note")
    headers = [text(f"estimate-column-{key}", lang) for key in ("unit", *keys)]
    parts: list[str] = []
    for (estimator, indicator), rows in done.group_by("estimator", "indicator", maintain_order=True):
        places = {key: decimals(alike) for (key,), alike in rows.group_by("estimand")}
        cells = [_cells(row, places[row["estimand"]], lang) for row in rows.iter_rows(named=True)]
        caption = " · ".join(str(word) for word in (estimator, indicator) if word)
        parts.append(_told(cells, headers, caption, lang))
    return [text_tag("h2", text(f"estimate-heading-{name}", lang)), *parts] if parts else []


def _told(cells: list[list[str]], headers: list[str], caption: str, lang: Lang) -> str:
    """A table without the columns in which nothing stands: they would only push others off a phone."""
    filled = [place for place in range(len(headers)) if any(row[place] for row in cells)]
    kept = [[row[place] for place in filled] for row in cells]
    return html_table(kept, [headers[place] for place in filled], caption, lang)


def _cells(row: dict[str, object], places: int, lang: Lang) -> list[str]:
    counts = [str(count) for count in (row["n_pre"], row["n_post"]) if count is not None]
    return [
        unit_name(row, lang),
        str(row["estimand"]),
        figure(row["estimate"], places, lang),
        interval(row, places, lang).replace(" ", UNBROKEN),
        chance(row, lang).replace(" ", UNBROKEN),
        outcome(row, lang),
        str(row["evidence"] or ""),
        " + ".join(counts),
        str(row["note"] or ""),
    ]


def _refusals(effects: pl.DataFrame, lang: Lang) -> list[str]:
    """What was not estimated and why; never left out."""
    refused = effects.filter(pl.col("status") == "refused")
    keys = ("unit", "estimator", "indicator", "estimand", "outcome", "note")
    headers = [text(f"estimate-column-{key}", lang) for key in keys]
    cells = [
        [
            unit_name(row, lang),
            *(str(row[key] or "") for key in keys[1:4]),
            outcome(row, lang),
            str(row["note"] or ""),
        ]
        for row in refused.iter_rows(named=True)
    ]
    heading = text("estimate-heading-refusals", lang)
    if not cells:
        return [text_tag("h2", heading), text_tag("p", text("estimate-no-refusals", lang))]
    return [text_tag("h2", heading), _told(cells, headers, heading, lang)]


def _frame(frame: pl.DataFrame, name: str, lang: Lang) -> list[str]:
    """Checks or weights as they stand in their csv, folded."""
    if frame.is_empty():
        return []
    heading = text(f"estimate-heading-{name}", lang)
    filled = [column for column in frame.columns if not frame[column].is_null().all()]
    cells = [[_plain(cell, lang) for cell in row] for row in frame.select(filled).iter_rows()]
    return [_folded(heading, html_table(cells, filled, heading, lang))]


def _checks(checks: pl.DataFrame, lang: Lang) -> list[str]:
    """Checks of the city in words, folded; those of single units stand in their csv."""
    named = catalogue()
    city = checks.filter(pl.col("level") != "unit").with_columns(
        pl.col("check").map_elements(
            lambda name: text(f"effect-check-{name}", lang) if f"effect-check-{name}" in named else name,
            return_dtype=pl.String,
        )
    )
    return _frame(city, "checks", lang)


def _plain(cell: object, lang: Lang) -> str:
    if isinstance(cell, bool):
        return text(f"estimate-{'passed' if cell else 'failed'}", lang)
    if isinstance(cell, float):
        return figure(cell, 4, lang)
    return "" if cell is None else str(cell)


def _design(design: Design, lang: Lang) -> list[str]:
    """Every choice of the design with its meaning, defaults as well."""
    values = design.model_dump()
    cells = [[key.name, as_toml(values[key.name]), key.meaning] for key in explain(lang)]
    headers = [text(f"estimate-column-{key}", lang) for key in ("key", "used", "meaning")]
    heading = text("estimate-heading-design", lang)
    return [text_tag("h2", heading), html_table(cells, headers, heading, lang)]


def _folded(summary: str, inner: str) -> str:
    return tag("details", joined([text_tag("summary", summary), inner]))
