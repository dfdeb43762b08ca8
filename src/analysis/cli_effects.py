"""Commands about effects: estimate them from any panel, combine studies, and calibrate the estimators on made series."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from analysis.cli_delivery import Said
from analysis.messages import language


def add_estimate(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret estimate; it needs no city folder, so there is no --root."""

    @app.command(help=said("estimate"))
    def estimate(
        panel: Annotated[Path | None, Parameter(help=said("estimate-panel"))] = None,
        /,
        *,
        design: Annotated[Path | None, Parameter(help=said("estimate-design"))] = None,
        out: Annotated[Path | None, Parameter(help=said("estimate-out"))] = None,
        report: Annotated[Path | None, Parameter(help=said("estimate-report"))] = None,
        explain: Annotated[bool, Parameter(negative="", help=said("estimate-explain"))] = False,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.estimate import Request, run_estimate

        return run_estimate(Request(panel, design, out, report, explain), language(lang))


def add_calibrate(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret calibrate; it makes its own series and needs no city folder."""

    @app.command(help=said("calibrate"))
    def calibrate(
        *,
        full: Annotated[bool, Parameter(negative="", help=said("calibrate-full"))] = False,
        series: Annotated[int | None, Parameter(help=said("calibrate-series"))] = None,
        out: Annotated[Path | None, Parameter(help=said("calibrate-out"))] = None,
        chapter: Annotated[str | None, Parameter(help=said("calibrate-chapter"))] = None,
        through_files: Annotated[int | None, Parameter(help=said("calibrate-through-files"))] = None,
        jobs: Annotated[int | None, Parameter(help=said("calibrate-jobs"))] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.calibrate import Request, run_calibrate

        return run_calibrate(Request(full, series, out, chapter, through_files, jobs), language(lang))


def add_meta(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret meta; it needs no city folder, so there is no --root."""

    @app.command(help=said("meta"))
    def meta(
        studies: Annotated[Path | None, Parameter(help=said("meta-studies"))] = None,
        /,
        *,
        out: Annotated[Path | None, Parameter(help=said("meta-out"))] = None,
        tau_prior: Annotated[str | None, Parameter(help=said("meta-tau-prior"))] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.meta import Request, run_meta

        return run_meta(Request(studies, out, tau_prior), language(lang))
