"""Commands about what was delivered: check, template, dictionary, status."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from analysis.messages import language
from analysis.problems import RetretError

Said = Callable[[str], str]
PRINTED = "-"
"""What `--letter` means without a folder: the letters are printed."""


def add_check(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret check, with what it may write when asked."""

    def flag(code: str) -> Parameter:
        return Parameter(negative="", help=said(code))

    as_json = Parameter(name="--json", negative="", help=said("json"))

    @app.command(help=said("check"))
    def check(
        folder: Annotated[Path | None, Parameter(help=said("check-folder"))] = None,
        /,
        *,
        supplier: Annotated[str | None, Parameter(help=said("supplier"))] = None,
        notes: Annotated[bool, flag("notes")] = False,
        to_json: Annotated[bool, as_json] = False,
        xlsx: Annotated[Path | None, Parameter(help=said("xlsx"))] = None,
        letter: Annotated[str | None, Parameter(help=said("letter"))] = None,
        due: Annotated[str | None, Parameter(help=said("due"))] = None,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.check import Request, run_check
        from analysis.console.letter import parse_due

        if to_json and letter == PRINTED:
            raise RetretError("json-alone")
        letters = None if letter is None else Path("" if letter == PRINTED else letter)
        request = Request(folder, supplier, notes, to_json, xlsx, letters, parse_due(due))
        return run_check(request, root, language(lang))


def add_template(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret template."""

    @app.command(help=said("template"))
    def template(
        source: Annotated[str | None, Parameter(help=said("template-source"))] = None,
        /,
        *,
        to: Annotated[Path | None, Parameter(help=said("to"))] = None,
        layout: Annotated[str | None, Parameter(help=said("layout"))] = None,
        sample: Annotated[bool, Parameter(negative="", help=said("sample"))] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.template import run_template

        return run_template(source, to, layout, root, language(lang), sample=sample)


def add_dictionary(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret dictionary."""

    @app.command(help=said("dictionary"))
    def dictionary(
        source: Annotated[str | None, Parameter(help=said("template-source"))] = None,
        /,
        *,
        to: Annotated[Path | None, Parameter(help=said("dictionary-to"))] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.dictionary import run_dictionary

        return run_dictionary(source, to, language(lang))


def add_status(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret status."""

    @app.command(help=said("status"))
    def status(
        *,
        unit: Annotated[str | None, Parameter(help=said("status-unit"))] = None,
        source: Annotated[str | None, Parameter(help=said("status-source"))] = None,
        csv: Annotated[bool, Parameter(negative="", help=said("csv"))] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.status import run_status

        return run_status(unit, source, root, language(lang), csv=csv)


def with_folder_said(words: list[str]) -> list[str]:
    """The words, with what a bare `--letter` stands for written out."""
    return [
        f"{word}={PRINTED}" if word == "--letter" and (not after or after.startswith("-")) else word
        for word, after in zip(words, [*words[1:], ""], strict=True)
    ]
