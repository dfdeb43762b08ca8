"""The command line: parse, call, print. Heavy imports wait until a command needs them."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from analysis import __version__
from analysis.messages import Lang, language, text
from analysis.problems import RetretError

GOOD, PROBLEMS, WRONG_USE = 0, 1, 2


def _asked_language(argv: Sequence[str]) -> str | None:
    """The value of --lang before parsing, so that help and errors speak it too."""
    for place, word in enumerate(argv):
        if word == "--lang" and place + 1 < len(argv):
            return argv[place + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def make_app(lang: Lang) -> App:
    """The command tree with its help in one language."""

    def said(code: str) -> str:
        return text(f"help-{code}", lang)

    app = App(
        name="retret",
        help=said("retret"),
        version=__version__,
        version_flags=["--version"],
        help_flags=["--help", "-h"],
    )
    Root = Annotated[Path | None, Parameter("--root", help=said("root"))]  # noqa: N806
    Language = Annotated[str | None, Parameter("--lang", help=said("lang"))]  # noqa: N806

    @app.command(help=said("check"))
    def check(
        folder: Annotated[Path | None, Parameter(help=said("check-folder"))] = None,
        *,
        root: Root = None,
        lang: Language = None,
    ) -> int:
        from analysis.console.check import run_check

        return run_check(folder, root, language(lang))

    @app.command(help=said("build"))
    def build(
        *,
        unit: Annotated[str | None, Parameter(help=said("unit"))] = None,
        stage: Annotated[
            Literal["data", "facts", "notebooks", "site"], Parameter(help=said("stage"))
        ] = "site",
        engine: Annotated[Literal["auto", "quarto", "embedded"], Parameter(help=said("engine"))] = "auto",
        dry_run: Annotated[bool, Parameter(negative="", help=said("dry-run"))] = False,
        strict: Annotated[bool, Parameter(negative="", help=said("strict"))] = False,
        skip_bad_rows: Annotated[bool, Parameter(negative="", help=said("skip-bad-rows"))] = False,
        jobs: Annotated[int | None, Parameter(help=said("jobs"))] = None,
        root: Root = None,
        lang: Language = None,
    ) -> int:
        from analysis.console.build import run_build
        from analysis.publish.build import Options

        options = Options(
            stage=stage,
            only=unit,
            engine=engine,
            strict=strict,
            skip_bad_rows=skip_bad_rows,
            jobs=jobs or 2 * (os.cpu_count() or 1),
        )
        return run_build(options, root, language(lang), dry_run=dry_run)

    @app.command(help=said("show"))
    def show(
        unit: Annotated[str, Parameter(help=said("show-unit"))],
        *,
        indicator: Annotated[str | None, Parameter(help=said("indicator"))] = None,
        csv: Annotated[bool, Parameter(negative="", help=said("csv"))] = False,
        root: Root = None,
        lang: Language = None,
    ) -> int:
        from analysis.console.show import run_show

        return run_show(unit, indicator, root, language(lang), csv=csv)

    @app.command(help=said("simulate"))
    def simulate(
        *,
        scenario: Annotated[Literal["null", "effect", "worse"], Parameter(help=said("scenario"))] = "effect",
        seed: Annotated[int, Parameter(help=said("seed"))] = 2025,
        until: Annotated[str | None, Parameter(help=said("until"))] = None,
        dirt: Annotated[bool, Parameter(negative="", help=said("dirt"))] = False,
        if_missing: Annotated[bool, Parameter(negative="", help=said("if-missing"))] = False,
        root: Root = None,
        lang: Language = None,
    ) -> int:
        from analysis.console.simulate import Request, run_simulate

        return run_simulate(Request(scenario, seed, until, dirt, if_missing), root, language(lang))

    @app.command(help=said("version"))
    def version(*, lang: Language = None) -> int:
        print(text("version-line", language(lang), version=__version__, python=sys.version.split()[0]))
        return GOOD

    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 good, 1 problems in data, 2 wrong use."""
    words = list(sys.argv[1:] if argv is None else argv)
    spoken: Lang = "id"
    try:
        spoken = language(_asked_language(words))
        result = make_app(spoken)(words, exit_on_error=False, print_error=True, result_action="return_value")
    except CycloptsError:
        return WRONG_USE
    except RetretError as error:
        print(text(error.code, spoken, **error.values), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(text("interrupted", spoken), file=sys.stderr)
        return 130
    return result if isinstance(result, int) else GOOD


if __name__ == "__main__":
    sys.exit(main())
