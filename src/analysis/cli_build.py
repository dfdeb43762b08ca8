"""Commands about builds: build, clean up after them, and audit what was built."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from analysis.cli_delivery import Said
from analysis.messages import language


def add_build(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret build."""

    def flag(code: str, name: str | None = None) -> Parameter:
        return Parameter(name, negative="", help=said(code))

    def option(code: str) -> Parameter:
        return Parameter(help=said(code))

    @app.command(help=said("build"))
    def build(
        *,
        unit: Annotated[list[str] | None, Parameter(negative="", help=said("unit"))] = None,
        failed: Annotated[bool, flag("failed")] = False,
        output: Annotated[list[str] | None, Parameter(negative="", help=said("output"))] = None,
        stage: Annotated[Literal["data", "facts", "notebooks", "site"], option("stage")] = "site",
        engine: Annotated[Literal["auto", "quarto", "embedded"], option("engine")] = "auto",
        dry_run: Annotated[bool, flag("dry-run")] = False,
        why: Annotated[str | None, option("why")] = None,
        force: Annotated[bool, flag("force")] = False,
        strict: Annotated[bool, flag("strict")] = False,
        skip_bad_rows: Annotated[bool, flag("skip-bad-rows")] = False,
        jobs: Annotated[int | None, option("jobs")] = None,
        dask: Annotated[str | None, option("dask")] = None,
        events: Annotated[bool, flag("events", "--json")] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.build import Request, run_build
        from analysis.known.options import Options, default_jobs
        from analysis.paths import LEADERSHIP, output_names

        options = Options(
            stage=stage,
            outputs=output_names(output or [LEADERSHIP.name]),
            only=tuple(unit or ()),
            failed=failed,
            force=force,
            engine=engine,
            strict=strict,
            skip_bad_rows=skip_bad_rows,
            jobs=jobs or default_jobs(),
            dask=dask,
            lang=language(lang),
        )
        return run_build(Request(options, dry_run, why, events), root, language(lang))


def add_clean(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret clean."""

    @app.command(help=said("clean"))
    def clean(
        *,
        older_than: Annotated[float, Parameter(help=said("older-than"))] = 30,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.clean import run_clean

        return run_clean(older_than, root, language(lang))


def add_audit(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret audit."""

    @app.command(help=said("audit"))
    def audit(
        site: Annotated[Path | None, Parameter(help=said("audit-site"))] = None,
        /,
        *,
        facts: Annotated[bool, Parameter(negative="", help=said("audit-facts"))] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.audit import run_audit

        return run_audit(site, root, language(lang), facts=facts)
