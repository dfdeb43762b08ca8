"""The command about speed: bench."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from analysis.cli_delivery import Said
from analysis.messages import language

Part = Literal["start", "ingest", "check", "estimators", "site", "notebooks", "cluster", "build", "growth"]


def add_bench(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret bench."""

    def option(code: str, *name: str) -> Parameter:
        return Parameter(name or None, negative="", help=said(code))

    @app.command(help=said("bench"))
    def bench(
        *,
        part: Annotated[list[Part] | None, option("bench-part")] = None,
        units: Annotated[int | None, option("bench-units")] = None,
        rounds: Annotated[int | None, option("bench-rounds")] = None,
        rows: Annotated[int | None, option("bench-rows")] = None,
        quick: Annotated[bool, option("bench-quick")] = False,
        out: Annotated[Path | None, option("bench-out")] = None,
        readme: Annotated[bool, option("bench-readme")] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.bench import Request, run_bench

        asked = Request(tuple(part or ()), units, rounds, rows, quick, out, readme)
        return run_bench(asked, root, language(lang))
