"""The command about verification visits: who is visited in a month, with the chance of every unit kept."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from analysis.cli_delivery import Said
from analysis.messages import language


def add_visits(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret visits, with its one command."""
    visits = App(name="visits", help=said("visits"), help_flags=["--help", "-h"], help_format="plaintext")
    app.command(visits)
    number = Parameter(name="--visits", help=said("visits-number"))
    as_json = Parameter(name="--json", negative="", help=said("visits-json"))

    @visits.command(help=said("visits-plan"))
    def plan(
        *,
        month: Annotated[str, Parameter(help=said("visits-month"))],
        a_month: Annotated[int | None, number] = None,
        seed: Annotated[int | None, Parameter(help=said("visits-seed"))] = None,
        out: Annotated[Path | None, Parameter(help=said("visits-out"))] = None,
        to_json: Annotated[bool, as_json] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.visits import Request, run_visits_plan

        return run_visits_plan(Request(month, a_month, seed, out, to_json), root, language(lang))
