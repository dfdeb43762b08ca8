"""A letter to a supplier: what came, what is missing, what to mend, and by when; nothing of a person stands in it."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from analysis.city.place import City
from analysis.delivery.account import Account
from analysis.delivery.supplier import named
from analysis.ingest.names import read_names
from analysis.messages import Lang, problem_line, text
from analysis.sources.declaration import Source, by_name
from analysis.wording.numbers import day, listed, number, period

MOST_UNITS = 20
"""Of so many units the missing periods of one source are named; the others are counted."""


@dataclass(frozen=True)
class Letter:
    """Whom it is about and by when an answer is asked for; None asks for no day."""

    account: Account
    due: date | None
    simulated: bool = False


def letter(about: Letter, city: City, lang: Lang = "id") -> str:
    """The letter as plain text."""
    account = about.account
    sources = [by_name()[name] for name in account.sources]
    head = [
        *([text("simulated-line", lang), ""] if about.simulated else []),
        text("letter-to", lang, name=account.supplier.name),
        text("letter-from", lang, owners=_owners(account, sources, city, lang)),
        text("letter-about", lang, sources=listed([one.title.in_language(lang) for one in sources], lang)),
        "",
        text("letter-greeting", lang, name=account.supplier.name),
        "",
    ]
    parts = [_came(account, sources, lang), _missing(account, sources, city, lang), _mend(account, lang)]
    body = [line for part in parts if part for line in (*part, "")]
    return "\n".join([*head, *body, *_closing(about, lang)]) + "\n"


def _owners(account: Account, sources: list[Source], city: City, lang: Lang) -> str:
    """The owners of the sources, without the supplier itself; the city's government where none is left."""
    names = read_names(city)
    owners = {one.owner: named(one.owner, names) for one in sources}
    others = [name for name, owner in owners.items() if owner != account.supplier]
    return listed(others, lang) if others else city.settings.government


def _came(account: Account, sources: list[Source], lang: Lang) -> list[str]:
    lines = [text("letter-came", lang)]
    for source in sources:
        files = [file for file in account.files if file.source == source.name]
        if not files:
            continue
        spans = account.came.filter(pl.col("source") == source.name)
        values = {
            "source": source.title.in_language(lang),
            "files": number(len(files), 0, lang),
            "rows": number(sum(file.rows_good for file in files), 0, lang),
        }
        lines.append(text("letter-came-source", lang, **values) + _span(spans, lang))
    strange = sum(1 for file in account.files if file.source is None)
    if strange:
        lines.append(text("letter-came-strange", lang, files=number(strange, 0, lang)))
    return lines if len(lines) > 1 else []


def _span(spans: pl.DataFrame, lang: Lang) -> str:
    first, last = spans["first_day"].min(), spans["last_day"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return ""
    return text("letter-came-span", lang, first=day(first, lang), last=day(last, lang))


def _missing(account: Account, sources: list[Source], city: City, lang: Lang) -> list[str]:
    if account.missing.is_empty():
        return [text("letter-nothing-missing", lang)] if account.came.height else []
    names = dict(city.units.select("code", "name").iter_rows())
    lines = [text("letter-missing", lang)]
    for source in sources:
        rows = account.missing.filter(pl.col("source") == source.name).sort("unit", "first_day")
        title = source.title.in_language(lang)
        told = 0
        for (unit,), owed in list(rows.group_by("unit", maintain_order=True))[:MOST_UNITS]:
            about = title if unit == account.supplier.code else f"{title}, {names.get(str(unit), unit)}"
            spans = [_run(*run, lang) for run in _runs(owed)]
            lines.append(f"- {about}: {'; '.join(spans)}")
            told += owed.height
        if rows.height > told:
            lines.append(text("letter-missing-more", lang, n=number(rows.height - told, 0, lang)))
    return lines


def _runs(owed: pl.DataFrame) -> list[tuple[date, date, date, date]]:
    """Periods that follow each other, as the first and last day of the first one and of the last one."""
    runs: list[tuple[date, date, date, date]] = []
    for first, last in owed.select("first_day", "last_day").iter_rows():
        if runs and (first - runs[-1][3]).days == 1:
            runs[-1] = (*runs[-1][:2], first, last)
        else:
            runs.append((first, last, first, last))
    return runs


def _run(first: date, first_end: date, last_begin: date, last: date, lang: Lang) -> str:
    begin, end = period(first, first_end, lang), period(last_begin, last, lang)
    return begin if begin == end else text("letter-run", lang, first=begin, last=end)


def _mend(account: Account, lang: Lang) -> list[str]:
    if not account.errors:
        return [text("letter-nothing-to-mend", lang)]
    return [
        text("letter-mend", lang),
        *(f"- {problem_line(problem, lang)}" for problem in account.errors),
        text("letter-mend-how", lang),
    ]


def _closing(about: Letter, lang: Lang) -> list[str]:
    asked = bool(about.account.errors) or not about.account.missing.is_empty()
    # Where nothing could be accepted there is no last day of data to count from: the letter counts from its arrival.
    until = text("letter-due", lang, day=day(about.due, lang)) if about.due else text("letter-due-open", lang)
    return [*([until, ""] if asked else []), text("letter-thanks" if asked else "letter-thanks-only", lang)]
