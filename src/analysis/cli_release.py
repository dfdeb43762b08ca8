"""Commands about releases: make one, list them, verify them, say what changed between two."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from analysis.cli_delivery import Said
from analysis.messages import language


def add_release(app: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    """retret release, with its three commands."""
    release = App(name="release", help=said("release"), help_flags=["--help", "-h"], help_format="plaintext")
    app.command(release)

    @release.default
    def make(
        month: Annotated[str, Parameter(help=said("release-month"))],
        /,
        *,
        reason: Annotated[str | None, Parameter(help=said("release-reason"))] = None,
        without_sites: Annotated[bool, Parameter(negative="", help=said("release-without-sites"))] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.release import Where, run_release

        return run_release(Where(root, language(lang)), month, reason, sites=not without_sites)

    for add in (_add_list, _add_verify, _add_diff):
        add(release, said, at_root, in_lang)


def _add_list(release: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    @release.command(name="list", help=said("release-list"))
    def every(
        *,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.release import Where, run_list

        return run_list(Where(root, language(lang)))


def _add_verify(release: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    @release.command(help=said("release-verify"))
    def verify(
        name: Annotated[str | None, Parameter(help=said("release-name"))] = None,
        /,
        *,
        seals_only: Annotated[bool, Parameter(negative="", help=said("release-seals-only"))] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.release import Where, run_verify

        return run_verify(Where(root, language(lang)), name, seals_only=seals_only)


def _add_diff(release: App, said: Said, at_root: Parameter, in_lang: Parameter) -> None:
    @release.command(help=said("release-diff"))
    def diff(
        before: Annotated[str, Parameter(help=said("release-before"))],
        after: Annotated[str, Parameter(help=said("release-after"))],
        /,
        *,
        edition: Annotated[str, Parameter(help=said("release-edition"))] = "leadership",
        csv: Annotated[bool, Parameter(negative="", help=said("release-csv"))] = False,
        root: Annotated[Path | None, at_root] = None,
        lang: Annotated[str | None, in_lang] = None,
    ) -> int:
        from analysis.console.release import Where, run_diff

        return run_diff(Where(root, language(lang)), before, after, name=edition, csv=csv)
