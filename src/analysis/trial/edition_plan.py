"""The plan of the next edition: the city's own plan with the new design in it, everything else left as people wrote it."""

import re
from collections.abc import Mapping

from analysis.problems import RetretError
from analysis.trial.design import Design


def edition_plan(
    plan: str, edition: int, design: Design, *, head: str, source: str, note: Mapping[str, str]
) -> str:
    """The text of plan.toml for an edition that nobody has locked yet: comments, outcomes and thresholds are the city's.

    `head`: lines of comment before it; `source` and `note` (by language): what is said of the design and of the plan.
    """
    made = re.sub(r"\A(?:#[^\n]*\n)+", "", plan)
    made = re.sub(r"^locked_on\s*=.*\n", "", made, flags=re.MULTILINE)
    made = _set(made, "", "proposal", "true")
    made = _set(made, "", "retreat_edition", str(edition))
    made = _set(made, "next_edition", "waves", str(design.waves))
    made = _set(made, "next_edition", "months_apart", str(max(design.apart, 1)))
    made = _set(made, "next_edition", "hold_out_percent", str(round(100 * design.hold_out)))
    made = _set(made, "next_edition", "source", _quoted(source))
    for lang, text in note.items():
        made = _set(made, "note", lang, _quoted(text))
    return "".join(f"# {line}\n" for line in head.splitlines()) + made


def _set(plan: str, table: str, key: str, value: str) -> str:
    """The text with one key of one table changed in its place; a plan without it is an error that names it."""
    starts = (
        [0] if not table else [found.end() for found in re.finditer(rf"^\[{table}\]\n", plan, re.MULTILINE)]
    )
    if starts:
        after = re.compile(r"^\[", re.MULTILINE).search(plan, starts[0])
        end = after.start() if after else len(plan)
        part, count = re.subn(
            rf"^{key}\s*=.*$",
            lambda _: f"{key} = {value}",
            plan[starts[0] : end],
            count=1,
            flags=re.MULTILINE,
        )
        if count:
            return plan[: starts[0]] + part + plan[end:]
    raise RetretError("next-year-plan-key", key=f"{table}.{key}" if table else key)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
