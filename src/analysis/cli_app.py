"""Every command with its options: parse, call, print. Heavy imports wait until a command needs them."""

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from analysis import __version__
from analysis.cli_bench import add_bench
from analysis.cli_build import add_audit, add_build, add_clean
from analysis.cli_delivery import (
    Said,
    add_check,
    add_dictionary,
    add_status,
    add_template,
)
from analysis.cli_effects import add_calibrate, add_estimate, add_meta
from analysis.cli_next_year import add_next_year
from analysis.cli_plan import add_plan
from analysis.cli_release import add_release
from analysis.cli_visits import add_visits
from analysis.messages import Lang, language, text

Scenario = Literal[
    "null", "null-common-shock", "effect", "effect-fading", "effect-subset", "worse", "with-donors"
]


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
        group_commands=said("group-commands"),
        group_arguments=said("group-arguments"),
        group_parameters=said("group-parameters"),
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
        return 0


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
