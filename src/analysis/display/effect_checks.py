"""What stands beside an effect, as figures: the curve of other choices, the units that were worst, placebo outcomes."""

from collections.abc import Sequence
from html import escape

from analysis.display.charts import PeerChart, PeerRow
from analysis.display.effects import DECIMALS, estimated
from analysis.display.figure import Figure, Html
from analysis.display.tables import html_table
from analysis.messages import Lang, text
from analysis.wording import effects as effect_words
from analysis.wording.amounts import Facts, change, words
from analysis.wording.numbers import number

LEAVE_OUT, WITHOUT = "leave-out-", "without-"


def specifications(one: Facts, lang: Lang) -> Figure:
    """The change under every choice that could have been made, the primary one marked; nothing is drawn where nothing
    was estimated."""
    effect = one["effect"]
    shown = effect["specifications"] if estimated(one) else []
    relative = one["change_scale"] == "relative"
    times = 100 if relative else 1
    rows = tuple(
        PeerRow(
            each["name"],
            _choice(each["name"], lang),
            *(times * each[key] for key in ("estimate", "low", "high")),
            mine=each["name"] == "primary",
        )
        for each in shown
    )
    agreeing = sum(bool(each["agrees"]) for each in shown[1:])
    level = effect["level_of_interval"] if effect else 0.0
    return Figure(
        title=text("specs-title", lang, n=len(shown) - 1, agree=agreeing, title=words(one["short"], lang))
        if shown
        else text("specs-drawn" if estimated(one) else "specs-none", lang, title=words(one["short"], lang)),
        chart=PeerChart(text(f"axis-{'percent' if relative else one['unit']}", lang), DECIMALS, rows, 0.0, "")
        if rows
        else None,
        caption=text("specs-caption", lang, level=number(100 * level, 0, lang))
        if shown
        else effect_words.verdict(effect, lang),
        table_headers=effect_words.headings(("choice", "estimate", "interval"), level, lang),
        table_rows=[
            [
                _choice(each["name"], lang),
                change(one, each["estimate"], lang),
                effect_words.ends(one, each, lang),
            ]
            for each in shown
        ],
        csv_href=None,
        key=f"choices-{one['code']}",
        lang=lang,
    )


def _choice(name: str, lang: Lang) -> str:
    """A specification by its words; of a unit left out its code."""
    if name.startswith(LEAVE_OUT):
        which, unit = name.split(":", 1)
        return text(f"spec-{which}", lang, unit=unit)
    if name.startswith(WITHOUT):
        event = effect_words.event(name.removeprefix(WITHOUT), lang)
        return text("spec-without", lang, event=f"{event[0].lower()}{event[1:]}")
    return text(f"spec-{name}", lang)


def worst_before(one: Facts, lang: Lang) -> Html:
    """What a simple look at the worst units would tell, and what is left of it; empty where nobody was picked."""
    found = one["effect"]["worst_before"] if estimated(one) else None
    if found is None:
        return Html("")
    left = text(
        "worst-left-open" if found["low"] <= 0 <= found["high"] else "worst-left-apart",
        lang,
        estimate=change(one, found["estimate"], lang),
        ends=effect_words.ends(one, found, lang),
    )
    told = text(
        "worst-before",
        lang,
        units=found["units"],
        title=words(one["title"], lang),
        simple=change(one, found["simple"], lang),
        left=left,
    )
    return Html(f"<p>{escape(told)}</p>")


def placebo_outcomes(facts: Facts, lang: Lang) -> Html:
    """Measures that leaders do not plausibly move, as the plan names them: their change should not part from zero."""
    title = f"<h2>{escape(text('placebo-outcomes-title', lang))}</h2>"
    rows: list[Sequence[str | None]] = [
        [
            words(one["title"], lang),
            text(f"estimator-{each['estimator']}", lang),
            change(one, each["estimate"], lang),
            effect_words.ends(one, each, lang),
            text("placebo-holds" if each["holds"] else "placebo-apart", lang),
        ]
        for one in facts["indicators"]
        for each in one["placebo"]
    ]
    if not rows:
        return Html(f"{title}<p>{escape(text('placebo-outcomes-none', lang))}</p>")
    heads = effect_words.headings(
        ("measure", "estimator", "estimate", "interval", "verdict"), facts["level_of_interval"], lang
    )
    return Html(
        f"{title}{html_table(rows, heads, caption=text('placebo-outcomes-caption', lang), lang=lang)}"
    )
