"""The page of the calibration: what falls short first, then pictures of a hundred, then every row."""

from collections.abc import Sequence
from datetime import date

from analysis.calibration.beside import BEFORE, RHO
from analysis.calibration.configuration import ERRORS
from analysis.calibration.measured import OURS, cells
from analysis.calibration.results import Results
from analysis.calibration.row import Row
from analysis.display.figure import Html
from analysis.display.markup import joined, page_head, tag, text_tag
from analysis.display.method_pictures import dots, strip
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.wording.calibration import figure, name, told
from analysis.wording.numbers import day, number

COLUMNS = ("row", "limit", "reached", "error", "width", "verdict")
PICTURED_SHOCKS = (0.1, 0.3, 0.5)
BOTH = ("ours", "clustered")
WORSE_THAN = 0.06
OUR_LIMITS = (("shock", "strong"), ("slopes", "size"))
"""Rows without a limit of their own that show where the package's own intervals are too short."""

STATES = ("short", "not-available", "met", "told")
"""The order of rows in a table: what a reader must know first."""


def heading(results: Results | None, lang: Lang) -> Html:
    """What was tried and how much of it kept its limit; when and with which code."""
    title = text("method-check-title", lang)
    if results is None:
        return Html(page_head(title, text("method-check-none", lang)))
    met, short = (sum(row.state == state for row in results.rows) for state in ("met", "short"))
    counts = {"rows": met + short, "met": met, "short": short}
    lede = text("method-check-lede", lang, **{key: number(n, 0, lang) for key, n in counts.items()})
    when = text(
        "method-check-stored",
        lang,
        date=day(date.fromisoformat(results.date), lang),
        n=number(results.series, 0, lang),
        commit=results.commit,
    )
    again = (
        text(
            "method-check-later",
            lang,
            chapter=text(f"method-check-chapter-{chapter}", lang),
            date=day(date.fromisoformat(one.date), lang),
            commit=one.commit,
        )
        for chapter, one in results.later.items()
    )
    return Html(page_head(title, lede, " ".join((when, *again))))


def falling_short(results: Results | None, lang: Lang) -> Html:
    """Every row that does not keep its limit, and what is not there yet."""
    if results is None:
        return Html("")
    title = text_tag("h2", text("method-check-short-title", lang))
    missing = [name(row, lang) for row in results.rows if row.state == "not-available"]
    if results.short:
        shown = _table(results.short, text("method-check-short-caption", lang), lang)
    else:
        shown = text_tag("p", text("method-check-short-none", lang))
    later = text_tag("p", text("method-check-missing", lang, rows="; ".join(missing))) if missing else ""
    return Html(title + shown + later + _known(results.rows, lang))


def _known(rows: Sequence[Row], lang: Lang) -> str:
    """Where no limit was set and the package's own intervals still miss too often."""
    found = [
        row
        for row in rows
        if (row.chapter, row.name) in OUR_LIMITS
        and row.state == "told"
        and row.values.get("errors", ERRORS) == ERRORS
        and (row.reached or 0) > WORSE_THAN
    ]
    if not found:
        return ""
    lines = joined(text_tag("li", f"{name(row, lang)}: {figure(row.reached, row, lang)}") for row in found)
    return text_tag("p", text("method-check-known", lang)) + tag("ul", lines, class_="problems")


def hundred_intervals(results: Results | None, lang: Lang) -> Html:
    """A strip of a hundred intervals for each method, ours first, the others from worst to best."""
    if results is None:
        return Html("")
    whole = _whole(results)
    # Two methods may reach the same: names then give the order.
    others = sorted(set(whole) - {OURS}, key=lambda method: (whole[method].reached or 0, method))
    parts = [_strip(results, which, whole[which], lang) for which in (OURS, *others)]
    return _figure("picture", joined(parts), lang)


def _whole(results: Results) -> dict[str, Row]:
    """The coverage of each pictured method: of its own series, or of the many more of the same world."""
    rows = [row for row in results.rows if row.chapter == "beside" and row.truth == "constant"]
    found = {str(row.values["method"]): row for row in rows}
    for which, known in cells(results).items():
        same = known.get((BEFORE, 0, RHO))
        if which in found and same is not None and same.n > found[which].n:
            found[which] = same
    return found


def _strip(results: Results, which: str, row: Row, lang: Lang) -> str:
    ends = results.intervals[which]
    held = sum(low <= 0 <= high for low, high in ends)
    method = text(f"method-name-{which}", lang)
    values = {
        "method": method[0].upper() + method[1:],
        "held": number(held, 0, lang),
        "n": number(len(ends), 0, lang),
    }
    all_told = text(
        "method-check-strip-all", lang, share=figure(row.reached, row, lang), n=number(row.n, 0, lang)
    )
    said = text("method-check-strip", lang, **values)
    spoken = text("method-check-strip-said", lang, **values)
    label = tag("p", text_tag("b", said) + " " + text_tag("small", all_told), class_="strip-label")
    return label + strip(ends, spoken)


def hundred_cities(results: Results | None, lang: Lang) -> Html:
    """A hundred dots for each common shock: cities called changed though nothing changed, by us and by the usual way."""
    if results is None:
        return Html("")
    found = {
        (row.name, row.values["shock"]): row
        for row in results.rows
        if row.chapter == "shock" and row.truth == "constant"
    }
    items = joined(_dots(found[which, shock], lang) for shock in PICTURED_SHOCKS for which in BOTH)
    return _figure("wrong", tag("ul", items, class_="hundreds"), lang)


def _dots(row: Row, lang: Lang) -> str:
    wrong = round(100 * (row.reached or 0))
    values = {"method": text(f"method-check-dots-{row.name}", lang), "n": number(wrong, 0, lang)}
    said = text("method-check-dots-said", lang, shock=number(float(row.values["shock"]), 1, lang), **values)
    return tag("li", dots(wrong, said) + text_tag("span", said))


def _figure(code: str, inner: str, lang: Lang) -> Html:
    title = text_tag("h2", text(f"method-check-{code}-title", lang))
    caption = text_tag("figcaption", text(f"method-check-{code}-lede", lang))
    return Html(tag("figure", title + caption + inner, class_="fig"))


def every_row(results: Results | None, lang: Lang) -> Html:
    """A folded table a chapter, rows that fall short first."""
    if results is None:
        return Html("")
    title = text_tag("h2", text("method-check-all-title", lang))
    lede = text_tag("p", text("method-check-all-lede", lang))
    chapters = dict.fromkeys(row.chapter for row in results.rows)
    return Html(title + lede + joined(_chapter(results.rows, each, lang) for each in chapters))


def _chapter(rows: Sequence[Row], chapter: str, lang: Lang) -> str:
    mine = sorted((row for row in rows if row.chapter == chapter), key=lambda row: STATES.index(row.state))
    heading_ = text(f"method-check-chapter-{chapter}", lang)
    return tag("details", text_tag("summary", heading_) + _table(mine, heading_, lang))


def _table(rows: Sequence[Row], caption: str, lang: Lang) -> str:
    heads = [text(f"calibration-column-{column}", lang) for column in COLUMNS]
    return tag("div", html_table([_cells(row, lang) for row in rows], heads, caption, lang), class_="checks")


def _cells(row: Row, lang: Lang) -> list[str]:
    one = told(row, lang)
    width = "" if row.width is None else number(row.width, 2, lang)
    return [one.name, one.limit, one.reached, one.error, width, one.verdict]
