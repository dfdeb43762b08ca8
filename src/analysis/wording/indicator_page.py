"""An indicator's page as words: how the city changed or why that is not judged, what is counted, and what is withheld."""

from datetime import date

from analysis.messages import Lang, text
from analysis.sources.declaration import by_name
from analysis.wording import effects as effect_words
from analysis.wording.amounts import Facts, change, inside, words
from analysis.wording.numbers import day, number
from analysis.wording.unit import SIGNAL_STATES


def estimated(page: Facts) -> bool:
    """Whether the city's change is estimated."""
    return page["effect"] is not None and page["effect"]["status"] == "estimated"


def title(page: Facts, lang: Lang) -> str:
    """The finding in one line: the verdict on the city's change, or that none is given."""
    name = words(page["indicator"]["title"], lang)
    if not estimated(page):
        return text("indicator-unjudged", lang, title=name)
    verdict = page["effect"]["verdict"] or "unjudged"
    return text(f"indicator-{verdict}", lang, title=name)


def lede(page: Facts, lang: Lang) -> str:
    """The change with its interval and what it was held against, or why none is told."""
    about = page["indicator"]
    if page["unjudged"]:
        return text(f"unjudged-{page['unjudged']}", lang)
    if page["effect"] is None:
        return text("unjudged-nothing", lang)
    if not estimated(page):
        reason = effect_words.refusal(page["effect"]["reason"], lang)
        return text("unjudged-refused", lang, reason=reason)
    if about["smallest"] is None:
        return text(
            "indicator-placebo",
            lang,
            estimate=effect_words.estimate(about, page["effect"], lang),
            interval=effect_words.interval(about, page["effect"], lang, page["level_of_interval"]),
        )
    verdict = page["effect"]["verdict"] or "unjudged"
    ground = {"code": f"reason-effect-{verdict}", "outcome": about, "effect": page["effect"]}
    return effect_words.reason(ground, lang)


def beside_chart(page: Facts, lang: Lang) -> str:
    """Where the chart shows a sign of change and the finding above it tells of none: that the two answer two questions."""
    told = estimated(page) and page["effect"]["verdict"] in effect_words.MOVED
    return "" if told or page["indicator"]["state"] not in SIGNAL_STATES else text("indicator-sign", lang)


def formula(page: Facts, lang: Lang) -> str:
    """How the figure is made, in words."""
    defined = page["definition"]
    code, times = defined["code"], defined["times"]
    if defined["formula"] == "survey-index":
        return text("formula-survey-index", lang, times=number(times, 0, lang))
    counted = text(f"counted-{code}", lang)
    if defined["formula"] == "median":
        return text("formula-median", lang, counted=counted)
    divided = text(f"divided-{code}", lang)
    told = "formula-ratio" if times == 1 else "formula-ratio-times"
    return text(told, lang, counted=counted, divided=divided, times=number(times, 0, lang))


def shown_from(page: Facts, lang: Lang) -> str:
    """Below what a figure is withheld, and below what it is shown without a rank."""
    defined = page["definition"]
    parts = [
        text(
            "shown-from",
            lang,
            withheld=number(defined["suppress_below"], 0, lang),
            ranked=number(defined["rank_below"], 0, lang),
        )
    ]
    if defined["suppress_numerator_below"] > 1:
        small = number(defined["suppress_numerator_below"], 0, lang)
        parts.append(text("shown-from-count", lang, small=small))
    return " ".join(parts)


def matters(about: Facts, lang: Lang) -> str:
    """The good direction, and from which change on it matters."""
    told = text(f"good-{about['direction']}", lang)
    if about["smallest"] is None:
        return text("matters-none", lang, direction=told)
    smallest = change(about, about["smallest"], lang, signed=False)
    return text("matters", lang, direction=told, smallest=smallest)


def definition(page: Facts, lang: Lang) -> list[list[str]]:
    """The rows of the table that says what the indicator is."""
    defined, about = page["definition"], page["indicator"]
    reviewed, again = (day(date.fromisoformat(defined[key]), lang) for key in ("reviewed", "review_again"))
    source = by_name()[defined["source"]].title.in_language(lang)
    if defined["denominator_source"]:
        other = by_name()[defined["denominator_source"]].title.in_language(lang)
        source = text("two-sources", lang, first=source, second=inside(other))
    told = [
        ("how", formula(page, lang)),
        ("matters", matters(about, lang)),
        ("sources", source),
        ("shown", shown_from(page, lang)),
        ("caveat", words(about["caveat"], lang)),
        ("owner", text("owner-told", lang, owner=defined["owner"], reviewed=reviewed, again=again)),
    ]
    return [[text(f"definition-{key}", lang), value] for key, value in told]


def group_caption(page: Facts, group: Facts, shown: int, lang: Lang) -> str:
    """What a point and a line are, and what of the group is not drawn."""
    defined = page["definition"]
    kind = (
        "median" if defined["formula"] == "median" else "survey" if defined["source"] == "survey" else "month"
    )
    without = len(group["units"]) - shown
    parts = [text(f"beside-{kind}", lang)] if shown else []
    if without:
        parts.append(text("beside-without", lang, n=number(without, 0, lang)))
    if group["withheld"]:
        parts.append(text("beside-withheld", lang, n=number(len(group["withheld"]), 0, lang)))
    if group["absent"]:
        parts.append(text("beside-absent", lang, n=number(group["absent"], 0, lang)))
    return " ".join(parts)
