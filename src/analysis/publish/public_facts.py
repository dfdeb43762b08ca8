"""The page of real, published figures: one table a topic, each figure with its source, date and confidence."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from analysis.display.markup import joined, tag, text_tag, words
from analysis.messages import Lang, known, text
from analysis.wording.numbers import day

Row = Mapping[str, Any]


def public_facts(facts: pl.DataFrame, lang: Lang) -> str:
    """All public facts, topics in the order of the file."""
    topics = facts.get_column("topic").unique(maintain_order=True).to_list()
    return joined(_topic(topic, facts.filter(pl.col("topic") == topic), lang) for topic in topics)


def topic_name(topic: str, lang: Lang) -> str:
    """The topic in words; one that a city's file adds and the catalogue does not know keeps its own name."""
    code = f"topic-{topic}"
    return text(code, lang) if known(code) else topic


def _topic(topic: str, rows: pl.DataFrame, lang: Lang) -> str:
    name = topic_name(topic, lang)
    heads = ("facts-what", "facts-value", "facts-source")
    head = "".join(text_tag("th", text(code, lang), scope="col") for code in heads)
    body = joined(_fact(row, lang) for row in rows.iter_rows(named=True))
    inside = joined([text_tag("caption", name), tag("thead", tag("tr", head)), tag("tbody", body)])
    return tag("section", f"{text_tag('h2', name)}\n{tag('table', inside)}", class_="public-facts")


MARKS = str.maketrans(",.", ".,")
"""A figure as it was published has an Indonesian decimal mark; English readers get theirs."""


def _fact(row: Row, lang: Lang) -> str:
    what = words(_told(row, "indicator", lang)) + text_tag(
        "small", f"{row['place']}, {_told(row, 'period', lang)}"
    )
    value = _told(row, "value", lang)
    if lang == "en" and value == row["value"]:
        value = value.translate(MARKS)
    cells = [
        tag("th", what, scope="row"),
        tag("td", text_tag("b", value) + text_tag("small", _told(row, "unit", lang)), class_="amount"),
        tag("td", joined(_source(row, lang))),
    ]
    return tag("tr", "".join(cells))


def _told(row: Row, name: str, lang: Lang) -> str:
    """A text of a fact in the page's language where the file has it, else as it was published."""
    return str((row[f"{name}_en"] if lang == "en" else None) or row[name] or "")


def _source(row: Row, lang: Lang) -> list[str]:
    published = "" if row["published"] is None else day(row["published"], lang)
    told = text("facts-published", lang, day=published) if published else text("facts-undated", lang)
    confidence = text(f"confidence-{row['confidence']}", lang)
    note = row[f"note_{lang}"]
    return [
        text_tag("span", row["source"], lang=None if lang == "id" else "id"),
        text_tag("small", f"{told} · {confidence}"),
        *([text_tag("small", note, class_="note")] if note else []),
    ]
