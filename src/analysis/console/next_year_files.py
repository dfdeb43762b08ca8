"""The files of a drawn list: waves.csv, the annex that is signed, balance, calendar, plan and design."""

import io
from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.city.place import City
from analysis.effects.design import Design as Choices
from analysis.messages import LANGS, Lang, text
from analysis.publish.effect_files import design_text
from analysis.spreadsheet import write_csv
from analysis.trial.balance import Balance
from analysis.trial.design import AFTER, HELD
from analysis.trial.docx import Paragraph, Part, Table, document
from analysis.trial.edition_plan import edition_plan
from analysis.trial.monitoring import Entry, monitoring
from analysis.trial.wave_list import WaveList
from analysis.wording.numbers import days, month, number

ANNEX: Lang = "id"
"""The language of the annex: it is signed in the city."""


def as_files(
    city: City, waves: WaveList, edition: int, balances: Sequence[Balance], choices: Choices
) -> dict[str, bytes]:
    """Every file by name; the same list gives the same bytes."""
    entries = monitoring(waves.first, city.calendar)
    made = {
        "waves.csv": waves.rows().write_csv(),
        "balance.csv": _balance_csv(balances),
        "monitoring.csv": _csv(("first_day", "last_day", "what"), entries),
        f"plan-{edition}.toml": _plan(city, waves, edition),
        "design.toml": design_text(after_choices(choices)),
    }
    files = {name: content.encode() for name, content in made.items()}
    return files | {"daftar-gelombang.docx": _annex(city, waves, edition, balances, entries)}


def after_choices(choices: Choices) -> Choices:
    """The design by which `retret estimate` reads a panel with the list's dates: the month of each retreat left out."""
    return Choices(
        anticipation=1,
        horizon=AFTER,
        scale=choices.scale,
        estimators=("stepped-wedge", "callaway-santanna"),
        control_group="not-yet-treated",
        direction=choices.direction,
        mid=choices.mid,
    )


def _csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    made = io.StringIO()
    write_csv(made, [head, *rows])
    return made.getvalue()


def _balance_csv(balances: Sequence[Balance]) -> str:
    rows = [
        (
            one.measure,
            "" if arm == HELD else arm + 1,
            *(f"{figure:.6g}" if figure == figure else "" for figure in pair),
        )
        for one in balances
        for arm, *pair in zip(one.arms, one.means, one.differences, strict=True)
    ]
    return _csv(("measure", "wave", "mean", "difference_in_sd"), rows)


def _plan(city: City, waves: WaveList, edition: int) -> str:
    values = {"edition": edition, "seed": waves.seed, "first": waves.dates[0]}
    return edition_plan(
        (city.folder / "plan.toml").read_text("utf-8"),
        edition,
        waves.design,
        head=text("next-year-plan-head", "en", **values),
        source=text("next-year-plan-source", "en", **values),
        note={lang: text("next-year-plan-note", lang, **values) for lang in LANGS},
    )


def retreat_month(waves: WaveList, wave: int) -> date:
    """The month in which a wave goes: the one before its first whole month."""
    at = waves.first - 1 + wave * waves.design.apart
    return date(at // 12, at % 12 + 1, 1)


def _annex(
    city: City, waves: WaveList, edition: int, balances: Sequence[Balance], entries: Sequence[Entry]
) -> bytes:
    def said(code: str, **values: object) -> str:
        return text(f"next-year-annex-{code}", ANNEX, **values)

    parts: list[Part] = [
        Paragraph(said("title", edition=edition), bold=True, size=32),
        Paragraph(city.settings.government),
        Paragraph(
            said("how", seed=waves.seed, n=len(waves.clusters), hold=f"{100 * waves.design.hold_out:g}")
        ),
        Paragraph(said("digest")),
        Paragraph(said("again")),
        Paragraph(said("list"), bold=True, size=26),
        _list(city, waves),
        Paragraph(said("balance"), bold=True, size=26),
        _balance(balances),
        Paragraph(said("calendar"), bold=True, size=26),
        Paragraph(said("same-days")),
        Table(
            [said("when"), said("what")],
            [[days(a, b, ANNEX), said(f"what-{what}")] for a, b, what in entries],
        ),
        *(Paragraph(said(f"sign-{who}")) for who in ("place", "decider", "draw", "witness")),
    ]
    return document(parts)


def arm_name(waves: WaveList, arm: int, lang: Lang) -> str:
    """An arm in words: its wave and month, or that it waits."""
    if arm == HELD:
        return text("next-year-held", lang)
    return text("next-year-wave", lang, n=arm + 1, month=month(retreat_month(waves, arm), lang))


def _list(city: City, waves: WaveList) -> Table:
    names = dict(city.units.select("code", "name").iter_rows())
    head = [text(f"next-year-annex-{one}", ANNEX) for one in ("number", "wave", "unit", "code", "with")]
    arms = waves.arms.tolist()
    order = sorted(range(len(arms)), key=lambda k: (arms[k] == HELD, arms[k], waves.clusters[k].code))
    rows = [
        [
            str(place),
            arm_name(waves, arms[k], ANNEX),
            names[waves.clusters[k].code],
            waves.clusters[k].code,
            ", ".join(names[unit] for unit in waves.clusters[k].units if unit != waves.clusters[k].code),
        ]
        for place, k in enumerate(order, 1)
    ]
    return Table(head, rows)


def _balance(balances: Sequence[Balance]) -> Table:
    head = [text(f"next-year-annex-{one}", ANNEX) for one in ("measure", "means", "difference")]
    return Table(head, [balance_cells(one, ANNEX) for one in balances])


def balance_cells(one: Balance, lang: Lang) -> list[str]:
    """A measure, its means by arm, and the largest difference, as a reader writes them."""
    means = " · ".join(number(mean, 1, lang) if mean == mean else "–" for mean in one.means)
    largest = number(one.largest, 2, lang) if one.largest == one.largest else "–"
    return [text(f"next-year-measure-{one.measure}", lang), means, largest]


def joined(panel_rows: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Rows of a panel with the list's treated_from in the place of any that they had."""
    bare = panel_rows.drop("treated_from", strict=False)
    return bare.join(dates.select("unit", "treated_from"), on="unit", how="left", maintain_order="left")
