"""Commands about the plan: check it, lock it, say what changed, verify the locks."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from analysis.cli_delivery import Said
from analysis.messages import language


def add_plan(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret plan, with its four commands."""
    plan = App(name="plan", help=said("plan"), help_flags=["--help", "-h"], help_format="plaintext")
    app.command(plan)
    in_file = Parameter("--plan", help=said("plan-file"))
    for add in (_add_check, _add_lock, _add_diff, _add_verify):
        add(plan, said, in_file, at_root, in_lang)


def _add_check(plan: App, said: Said, in_file: Parameter, at_root: Parameter, in_lang: Parameter) -> None:
    @plan.command(help=said("plan-check"))
    def check(
        *,
        file: Annotated[Path | None, in_file] = None,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.plan import Where, run_plan_check

        return run_plan_check(Where(root, language(lang), file))


def _add_lock(plan: App, said: Said, in_file: Parameter, at_root: Parameter, in_lang: Parameter) -> None:
    @plan.command(help=said("plan-lock"))
    def lock(
        *,
        anchor: Annotated[str | None, Parameter(help=said("plan-anchor"))] = None,
        out: Annotated[Path | None, Parameter(help=said("plan-out"))] = None,
        file: Annotated[Path | None, in_file] = None,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.plan import Where, run_plan_lock

        return run_plan_lock(Where(root, language(lang), file), anchor, out)


def _add_diff(plan: App, said: Said, in_file: Parameter, at_root: Parameter, in_lang: Parameter) -> None:
    @plan.command(help=said("plan-diff"))
    def diff(
        before: Annotated[str | None, Parameter(help=said("plan-before"))] = None,
        after: Annotated[str | None, Parameter(help=said("plan-after"))] = None,
        /,
        *,
        file: Annotated[Path | None, in_file] = None,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.plan import Where, run_plan_diff

        return run_plan_diff(Where(root, language(lang), file), before, after)


def _add_verify(plan: App, said: Said, in_file: Parameter, at_root: Parameter, in_lang: Parameter) -> None:
    @plan.command(help=said("plan-verify"))
    def verify(
        *,
        file: Annotated[Path | None, in_file] = None,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.plan import Where, run_plan_verify

        return run_plan_verify(Where(root, language(lang), file))
