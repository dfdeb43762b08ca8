"""The command line: parse, call, print. Heavy imports wait until a command needs them."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from analysis import __version__
from analysis.blas import one_thread
from analysis.cli_bench import add_bench
from analysis.cli_build import add_audit, add_build, add_clean
from analysis.cli_delivery import (
    Said,
    add_check,
    add_dictionary,
    add_status,
    add_template,
    with_folder_said,
)
from analysis.cli_effects import add_calibrate, add_estimate, add_meta
from analysis.cli_next_year import add_next_year
from analysis.cli_plan import add_plan
from analysis.cli_release import add_release
from analysis.cli_visits import add_visits
from analysis.messages import Lang, language, text
from analysis.problems import RetretError

GOOD, PROBLEMS, WRONG_USE = 0, 1, 2
Scenario = Literal[
    "null", "null-common-shock", "effect", "effect-fading", "effect-subset", "worse", "with-donors"
]


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

    # Plain text: rendering Markdown would take a third of the time in which help is on the screen.
    app = App(
        name="retret",
        help=said("retret"),
        version=__version__,
        help_flags=["--help", "-h"],
        help_format="plaintext",
    )
    at_root, in_lang = Parameter("--root", help=said("root")), Parameter("--lang", help=said("lang"))
    for add in COMMANDS:
        add(app, said, at_root, in_lang)
    return app


def _add_show(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    which, only = Parameter(help=said("show-unit")), Parameter(help=said("indicator"))
    as_csv = Parameter(negative="", help=said("csv"))

    @app.command(help=said("show"))
    def show(
        unit: Annotated[str, which],
        /,
        *,
        indicator: Annotated[str | None, only] = None,
        csv: Annotated[bool, as_csv] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.show import run_show

        return run_show(unit, indicator, root, language(lang), csv=csv)


def _add_simulate(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    def option(code: str) -> Parameter:
        return Parameter(negative="", help=said(code))

    @app.command(help=said("simulate"))
    def simulate(
        *,
        scenario: Annotated[Scenario, option("scenario")] = "effect",
        seed: Annotated[int, option("seed")] = 2025,
        until: Annotated[str | None, option("until")] = None,
        dirt: Annotated[bool, option("dirt")] = False,
        if_missing: Annotated[bool, option("if-missing")] = False,
        units: Annotated[int | None, option("sim-units")] = None,
        months: Annotated[int | None, option("sim-months")] = None,
        employees: Annotated[int | None, option("sim-employees")] = None,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.simulate import Request, run_simulate

        request = Request(scenario, seed, until, dirt, if_missing, units, months, employees)
        return run_simulate(request, root, language(lang))


def _add_version(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    @app.command(help=said("version"))
    def version(*, lang: Annotated[str | None, in_lang] = None) -> int:
        print(text("version-line", language(lang), version=__version__, python=sys.version.split()[0]))
        return GOOD


COMMANDS = (
    add_check,
    add_build,
    add_clean,
    add_audit,
    _add_show,
    add_estimate,
    add_meta,
    add_calibrate,
    add_plan,
    add_next_year,
    add_release,
    add_visits,
    add_status,
    add_template,
    add_dictionary,
    _add_simulate,
    add_bench,
    _add_version,
)
"""Every command, in the order of the help."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 good, 1 problems in data, 2 wrong use."""
    one_thread()
    words = with_folder_said(list(sys.argv[1:] if argv is None else argv))
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
