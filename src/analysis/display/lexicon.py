"""The data dictionary as a page: every source, folded, with its columns, layouts and what is kept of it."""

from collections.abc import Sequence
from html import escape

from analysis.delivery.dictionary import Entry, SentColumn, dictionary
from analysis.display.figure import Html
from analysis.display.markup import joined, tag, text_tag
from analysis.display.tables import Cell, Quoted, html_table
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts
from analysis.wording.numbers import listed, number


def lexicon(facts: Facts, lang: Lang) -> Html:
    """A lede, and one folded chapter a source in page order, with how many files of it came."""
    title = f"<h1>{escape(text('lexicon-title', lang))}</h1>"
    lede = f'<p class="lede">{escape(text("lexicon-lede", lang))}</p>'
    files = {one["source"]: one["files"] for one in facts["sources"]}
    return Html(title + lede + joined(_chapter(one, files[one.source.name], lang) for one in dictionary()))


def _chapter(entry: Entry, files: int, lang: Lang) -> str:
    source = entry.source
    facts = text(
        "lexicon-facts",
        lang,
        owner=source.owner,
        folder=f"data/raw/{source.folder}/<{text('lexicon-supplier', lang)}>/",
        days=number(source.usual_delay_days, 0, lang),
        rhythm=text(f"rhythm-{source.rhythm}", lang),
    )
    layouts = joined(
        text_tag("li", f"{one.title.in_language(lang)} ({', '.join(one.suffixes)})") for one in entry.layouts
    )
    inner = [
        text_tag("p", source.about.in_language(lang)),
        text_tag("p", facts, class_="note"),
        tag("ul", layouts),
        html_table(
            [_sent(one, lang) for one in entry.sent],
            [text(f"lexicon-{key}", lang) for key in ("headers", "how", "needed")],
            text("lexicon-sent", lang, source=source.title.in_language(lang)),
            lang,
        ),
        text_tag("p", text("lexicon-kept", lang, columns=", ".join(one.name for one in entry.kept))),
    ]
    came = text("lexicon-files", lang, title=source.title.in_language(lang), n=number(files, 0, lang))
    summary = text_tag("summary", came)
    return tag("details", summary + joined(inner), id=f"source-{source.name}")


def _sent(column: SentColumn, lang: Lang) -> Sequence[Cell]:
    how = [column.about.in_language(lang)]
    if column.choices:
        how.append(text("lexicon-choices", lang, choices=listed([own[0] for _, own in column.choices], lang)))
    if column.lowest is not None or column.highest is not None:
        ends = ("…" if end is None else number(end, 0, lang) for end in (column.lowest, column.highest))
        how.append(text("lexicon-bounds", lang, low=next(ends), high=next(ends)))
    needed = "lexicon-yes" if column.required else "lexicon-no"
    headers = " / ".join(column.headers[:4])
    return [headers if lang == "id" else Quoted(headers, "id"), " ".join(how), text(needed, lang)]
