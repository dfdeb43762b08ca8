"""The command about the next retreat: what its designs could tell, the list that is drawn, and the estimate afterwards."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from analysis.cli_delivery import Said
from analysis.messages import language


def add_next_year(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret next-year; with --analyse it reads a panel and the published list, and needs no city folder."""

    def option(code: str) -> Parameter:
        return Parameter(help=said(f"next-year-{code}"))

    as_json = Parameter(name="--json", negative="", help=said("next-year-json"))
    the_list = Parameter(name="--list", help=said("next-year-list"))

    @app.command(name="next-year", help=said("next-year"))
    def next_year(
        *,
        waves: Annotated[int | None, option("waves")] = None,
        months_apart: Annotated[int | None, option("months-apart")] = None,
        hold_out: Annotated[int | None, option("hold-out")] = None,
        seed: Annotated[int | None, option("seed")] = None,
        start: Annotated[str | None, option("start")] = None,
        out: Annotated[Path | None, option("out")] = None,
        outcome: Annotated[str | None, option("outcome")] = None,
        rho: Annotated[float | None, option("rho")] = None,
        cost_per_wave: Annotated[float | None, option("cost-per-wave")] = None,
        trials: Annotated[int, option("trials")] = 200,
        analyse: Annotated[Path | None, option("analyse")] = None,
        wave_list: Annotated[Path | None, the_list] = None,
        design: Annotated[Path | None, option("design")] = None,
        draws: Annotated[int, option("draws")] = 999,
        to_json: Annotated[bool, as_json] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        if analyse is not None:
            from analysis.console.next_year_after import After, run_after

            return run_after(After(analyse, wave_list, design, draws, to_json), language(lang))
        from analysis.console.next_year import Request, run_next_year

        request = Request(
            waves, months_apart, hold_out, seed, start, out, outcome, rho, cost_per_wave, trials, to_json
        )
        return run_next_year(request, root, language(lang))
