"""Other methods beside ours, as figures: what they would have said of an outcome, and how often they hold the truth."""

from collections.abc import Sequence

from analysis.calibration.measured import OURS, Cells, cells
from analysis.calibration.results import Results
from analysis.calibration.row import Row
from analysis.calibration.worlds import AFTER
from analysis.display.charts import PeerChart, PeerRow
from analysis.display.effects import DECIMALS, drawn, estimated
from analysis.display.figure import Figure, Html
from analysis.display.markup import text_tag
from analysis.messages import Lang, text
from analysis.wording import effects as effect_words
from analysis.wording.amounts import Facts, change, words
from analysis.wording.numbers import number

NOMINAL = 95.0
ALIKE = ("its", "donor-mean", "synthetic-control", "stepped-wedge", "callaway-santanna")
"""Estimators of the package that tell the same change; a slope by dose is another."""

NOTHING: Facts = {OURS: None, "methods": ()}
"""No further method."""

FEW_TREATED = "treated-clusters"
"""The note of a regression whose error is far too small."""


def heading(lang: Lang) -> Html:
    """What the section is about, and that nothing is decided by it."""
    title = text_tag("h2", text("compared-section", lang))
    return Html(title + text_tag("p", text("compared-lede", lang)))


def other_methods(one: Facts, lang: Lang) -> Figure:
    """The change by the primary model, marked, and by every other method; each with how often it holds the truth."""
    told = _told(one)
    shown = [each for each in told if each["status"] == "estimated"]
    rows = tuple(_peer(one, each, lang) for each in shown if each["low"] is not None)
    others = [each for each in shown if each["method"] != OURS and each["low"] is not None]
    apart = sum(each["low"] > 0 or each["high"] < 0 for each in others)
    level = one["effect"]["level_of_interval"] if one["effect"] else 0.0
    relative = one["change_scale"] == "relative"
    axis = text(f"axis-{'percent' if relative else one['unit']}", lang)
    title = words(one["short"], lang)
    return Figure(
        title=text("compared-title", lang, title=title, apart=apart, n=len(others))
        if others
        else text("compared-none", lang, title=title),
        chart=PeerChart(axis, DECIMALS, rows, 0.0, "") if rows else None,
        caption=_caption(told, level, lang, drawn_list=drawn(one))
        if told
        else effect_words.verdict(one["effect"], lang),
        table_headers=effect_words.headings(("method", "estimate", "interval", "held"), level, lang),
        table_rows=[_cells(one, each, lang) for each in told],
        key=f"methods-{one['code']}",
        lang=lang,
        level=3,
    )


def _told(one: Facts) -> list[Facts]:
    """The primary model's change before those of the other methods, all alike; nothing where nothing was compared.

    Where units went in turns, what stands beside it are the estimators of such designs.
    """
    effect, found = one["effect"], one["compared"]
    if found is None and drawn(one) and effect["others"]:
        found = NOTHING
    if found is None or effect is None:
        return []
    if not estimated(one):
        return list(found["methods"])
    # How often the gap to other cities holds the truth is not what was measured of a city by itself.
    ours = {**effect, "method": OURS, "coverage": found[OURS] if effect["estimator"] == "its" else None}
    known = {"status": "estimated", "note": None, "coverage": None}
    others = [each for each in effect["others"] if each["estimator"] in ALIKE]
    return [ours, *({**each, **known, "method": None} for each in others), *found["methods"]]


def _name(each: Facts, lang: Lang) -> str:
    """Of a method, or of an estimator that stands on the page already."""
    if each["method"] is None or (each["method"] == OURS and each["estimator"] == "drawn-waves"):
        return text(f"estimator-{each['estimator']}", lang)
    return text(f"method-name-{each['method']}", lang)


def _peer(one: Facts, each: Facts, lang: Lang) -> PeerRow:
    times = 100 if one["change_scale"] == "relative" else 1
    name = _name(each, lang)
    if each["coverage"] is not None:
        name = text("compared-row", lang, method=name, held=_hundred(each["coverage"]["mean"], lang))
    ends = (times * each[key] for key in ("estimate", "low", "high"))
    code = each["method"] or each["estimator"]
    return PeerRow(code, name, *ends, mine=code == OURS)


def _caption(told: Sequence[Facts], level: float, lang: Lang, *, drawn_list: bool) -> str:
    """How often each method holds the truth, in one sentence; or that nobody knows for such a series."""
    said = number(100 * level, 0, lang)
    known = [each for each in told if each["coverage"] is not None]
    if not known:
        code = "compared-caption-drawn" if drawn_list else "compared-caption-unmeasured"
        return text(code, lang, level=said)
    first = known[0]["coverage"]
    shares = [
        text("compared-told", lang, method=_name(each, lang), held=_held(each["coverage"], lang))
        for each in known
    ]
    cell = {"before": first["before"], "pairs": first["pairs"]}
    return text("compared-caption", lang, level=said, told="; ".join(shares), **cell)


def _held(coverage: Facts, lang: Lang) -> str:
    """The mean with the least and the most, where they differ as shown."""
    mean, least, most = (_hundred(coverage[key], lang) for key in ("mean", "least", "most"))
    return mean if least == most else text("compared-held", lang, mean=mean, least=least, most=most)


def _hundred(share: float, lang: Lang) -> str:
    return number(100 * share, 0, lang)


def _cells(one: Facts, each: Facts, lang: Lang) -> list[str | None]:
    name = _name(each, lang)
    if each["status"] != "estimated":
        return [name, "", "", effect_words.refusal(each["reason"], lang)]
    few = FEW_TREATED in (each["note"] or "")
    unknown = text("compared-few-treated" if few else "compared-unmeasured", lang)
    held = unknown if each["coverage"] is None else _held(each["coverage"], lang)
    ends = "" if each["low"] is None else effect_words.ends(one, each, lang)
    return [name, change(one, each["estimate"], lang), ends, held]


def coverage_by_world(results: Results | None, lang: Lang) -> Figure | Html:
    """Of a hundred intervals of each method, how many hold the truth: over all worlds, and each in the table."""
    found = {} if results is None else cells(results)
    others = [name for name in found if name != OURS]
    if not others:
        return Html("")
    worlds = sorted({at for rows in found.values() for at in rows})
    drawn = tuple(_worlds(name, list(found[name].values()), lang) for name in found)
    whole = [name for name in others if len(found[name]) == len(worlds)]
    return Figure(
        title=text("compared-cells-title", lang),
        chart=PeerChart(
            text("compared-cells-axis", lang), 0, drawn, NOMINAL, text("compared-cells-nominal", lang)
        ),
        caption=_tried(found, whole, [name for name in others if name not in whole], lang),
        table_headers=[
            *(text(f"column-{head}", lang) for head in ("months", "seasonal-pairs", "rho")),
            *(text(f"method-name-{name}", lang) for name in found),
        ],
        table_rows=[
            [*_world(at, lang), *(_share(found[name].get(at), lang) for name in found)] for at in worlds
        ],
        key="methods",
        lang=lang,
    )


def _worlds(name: str, rows: Sequence[Row], lang: Lang) -> PeerRow:
    shares = [100 * row.reached for row in rows if row.reached is not None]
    mean = sum(shares) / len(shares)
    said = text(f"method-name-{name}", lang)
    return PeerRow(name, said, mean, min(shares), max(shares), mine=name == OURS)


def _tried(found: Cells, whole: Sequence[str], slow: Sequence[str], lang: Lang) -> str:
    """How many series each figure stands on."""
    first, later = ([row for name in names for row in found[name].values()] for names in (whole, slow))
    return text(
        "compared-cells-caption",
        lang,
        n=number(max((row.n for row in first), default=0), 0, lang),
        cells=max((len(found[name]) for name in whole), default=0),
        slow=", ".join(text(f"method-name-{name}", lang) for name in slow),
        slow_n=number(max((row.n for row in later), default=0), 0, lang),
        slow_cells=max((len(found[name]) for name in slow), default=0),
    )


def _world(at: tuple[int, int, float], lang: Lang) -> list[str]:
    before, pairs, rho = at
    return [f"{before}+{AFTER}", number(pairs, 0, lang), number(rho, 1, lang)]


def _share(row: Row | None, lang: Lang) -> str:
    return text("calibration-no-figure", lang) if row is None else _hundred(row.reached or 0, lang)
