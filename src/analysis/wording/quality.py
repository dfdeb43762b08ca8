"""What the check said, as lines, and how complete the data are, as a sentence."""

from analysis.messages import Lang, problem_line, text
from analysis.problems import Problem
from analysis.sources.declaration import by_name
from analysis.wording.amounts import Facts
from analysis.wording.numbers import number


def source_name(name: str, lang: Lang = "id") -> str:
    """A source by its title, with who owns it."""
    source = by_name()[name]
    return text("source-owner", lang, title=source.title.in_language(lang), owner=source.owner)


def line(problem: Facts, lang: Lang = "id") -> str:
    """One problem of the facts as `file › sheet › cell: what. What to write.`"""
    return problem_line(Problem(**problem), lang)


def completeness(facts: Facts, lang: Lang = "id") -> str:
    """How many periods came of how many expected, in words and per cent."""
    came, expected = facts["completeness"]["came"], facts["completeness"]["expected"]
    share = number(facts["completeness"]["percent"], 0, lang)
    return text(
        "completeness", lang, came=number(came, 0, lang), expected=number(expected, 0, lang), share=share
    )


def verdict_on_files(facts: Facts, lang: Lang = "id") -> str:
    """Whether any file was left out whole."""
    left_out = sum(source["with_problems"] for source in facts["sources"])
    code = "files-left-out" if left_out else "files-all-in"
    return text(
        code,
        lang,
        n=number(left_out, 0, lang),
        files=number(sum(s["files"] for s in facts["sources"]), 0, lang),
    )
