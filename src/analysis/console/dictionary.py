"""retret dictionary: what each source holds, from its declaration and its contract, on the screen or as Markdown."""

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from analysis.console import screen
from analysis.console.template import bounds_of, due_line
from analysis.delivery.dictionary import Entry, KeptColumn, SentColumn, dictionary
from analysis.delivery.form import find_source
from analysis.messages import Lang, text
from analysis.problems import RetretError
from analysis.publish.written import write_text

_SENT = ("headers", "kind", "needed", "bounds", "about")
_KEPT = ("field", "type", "empty")


def run_dictionary(written: str | None, to: Path | None, lang: Lang) -> int:
    """Print the dictionary of one source or of all, or write it as Markdown."""
    entries = dictionary(find_source(written) if written else None)
    if to is None:
        for entry in entries:
            _print(entry, lang)
        return 0
    try:
        write_text(to, markdown(entries, lang))
    except OSError as fault:
        raise RetretError("cannot-write", file=str(to), why=str(fault.strerror)) from fault
    screen.out.print(text("dictionary-written", lang, file=to))
    return 0


def markdown(entries: Sequence[Entry], lang: Lang) -> str:
    """The dictionary as Markdown; no cell can break its table."""
    lines = [f"# {text('dictionary-title', lang)}", "", text("dictionary-made", lang), ""]
    for entry in entries:
        lines += [f"## {_escaped(entry.source.title.in_language(lang))}", ""]
        lines += [line for fact in facts(entry, lang) for line in (f"- {_escaped(fact)}",)]
        lines += ["", *_table(_SENT, [_sent(one, lang) for one in entry.sent], lang), ""]
        lines += [text("dictionary-kept", lang), ""]
        lines += [*_table(_KEPT, [_kept(one, lang) for one in entry.kept], lang), ""]
    return "\n".join(lines)


def facts(entry: Entry, lang: Lang) -> list[str]:
    """What a source is, whose it is, where its files lie, when they are due, and in which layouts they come."""
    source = entry.source
    found = [
        source.about.in_language(lang),
        text("dictionary-name", lang, name=source.name),
        text("guide-owner", lang, owner=source.owner),
        text("guide-folder", lang, folder=source.folder),
        due_line(source, lang),
    ]
    for layout in entry.layouts:
        values = {
            "name": layout.name,
            "title": layout.title.in_language(lang),
            "suffixes": ", ".join(layout.suffixes),
        }
        known = text("dictionary-known", lang, columns=", ".join(layout.known_by)) if layout.known_by else ""
        found.append(text("dictionary-layout", lang, **values) + known)
    return found


def _sent(one: SentColumn, lang: Lang) -> list[str]:
    choices = "; ".join(" / ".join(spellings) for _, spellings in one.choices)
    if one.kind == "dropped":
        needed = text("head-not-read", lang)
    else:
        needed = text("head-needed-yes" if one.required else "head-needed-no", lang)
    about = [one.about.in_language(lang)]
    if one.example:
        about.append(text("dictionary-example", lang, example=one.example))
    bounds = choices or bounds_of(one.lowest, one.highest, lang)
    return [" · ".join(one.headers), one.kind, needed, bounds, " ".join(about)]


def _kept(one: KeptColumn, lang: Lang) -> list[str]:
    return [one.name, one.type, text("head-empty-yes" if one.may_be_empty else "head-empty-no", lang)]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], lang: Lang) -> list[str]:
    titles = [text(f"head-{head}", lang) for head in heads]
    return [
        f"| {' | '.join(titles)} |",
        f"|{'---|' * len(titles)}",
        *(f"| {' | '.join(_escaped(cell) for cell in row)} |" for row in rows),
    ]


def _escaped(cell: str) -> str:
    """A text that Markdown shows as it stands, in a table too."""
    return "".join(f"\\{sign}" if sign in "\\|*_<>[]`#" else sign for sign in cell)


def _print(entry: Entry, lang: Lang) -> None:
    screen.out.print(f"== {entry.source.title.in_language(lang)}")
    for fact in facts(entry, lang):
        screen.out.print(f"   {fact}")
    for heads, rows in (
        (_SENT, [_sent(o, lang) for o in entry.sent]),
        (_KEPT, [_kept(o, lang) for o in entry.kept]),
    ):
        table = Table(show_lines=False)
        for head in heads:
            table.add_column(text(f"head-{head}", lang), overflow="fold")
        for row in rows:
            table.add_row(*row)
        screen.out.print(table)
    screen.out.print()
