"""What came out of a build, kept in data/interim/builds/<n>: a record and a picture of where the time went."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.display.markup import joined, tag, text_tag
from analysis.known.options import Options
from analysis.messages import Lang, text
from analysis.paths import Root
from analysis.publish.report import BuildReport
from analysis.publish.written import write_json, write_text

WIDTH, ROW, LEFT, RIGHT = 640, 26, 230, 70


def write_summary(root: Root, report: BuildReport, options: Options) -> Path:
    """The folder of this build with summary.json and timing.svg; its number is one more than the last."""
    folder = builds(root) / str(1 + max((int(one.name) for one in numbered(root)), default=0))
    write_json(folder / "summary.json", summary(root, report, options))
    rows = [(text(f"step-{done.stage}", options.lang), done.seconds) for done in report.stages]
    write_text(folder / "timing.svg", timing([*rows, *report.pages.slowest()], len(rows), options.lang))
    return folder


def builds(root: Root) -> Path:
    """Where records of builds are kept."""
    return root.interim / "builds"


def numbered(root: Root) -> list[Path]:
    """The folders of builds, by number."""
    found = [one for one in builds(root).glob("*") if one.name.isdecimal()]
    return sorted(found, key=lambda one: int(one.name))


def summary(root: Root, report: BuildReport, options: Options) -> Mapping[str, Any]:
    """The record as plain JSON; problems are counted, for `retret check` names them."""
    return {
        "good": report.good,
        "stages": [
            {
                **asdict(done),
                "seconds": round(done.seconds, 3),
                "reasons": [asdict(one) for one in done.reasons[:20]],
            }
            for done in report.stages
        ],
        "pages": {
            "run": len(report.pages.ran),
            "kept": len(report.pages.kept),
            "failed": len(report.failures),
            "damaged": len(report.pages.damaged),
        },
        "slowest": [{"page": page, "seconds": round(told, 3)} for page, told in report.pages.slowest()],
        "failures": [
            {
                "page": one.page,
                "cell": one.cell,
                "error": one.error,
                "kept": one.kept.relative_to(root.base).as_posix(),
            }
            for one in report.failures
        ],
        "problems": sum(problem.severity == "error" for problem in report.problems),
        "sites": {one.output: one.pages for one in report.sites},
        "stopped": None if report.stopped is None else report.stopped.code,
        "options": {"stage": options.stage, "outputs": list(options.outputs), "lang": options.lang},
    }


def timing(rows: Sequence[tuple[str, float]], stages: int, lang: Lang) -> str:
    """A bar a row on one scale of seconds; the first `stages` rows are stages, the others single pages."""
    longest = max((seconds for _, seconds in rows), default=1.0) or 1.0
    whole = f"{sum(seconds for _, seconds in rows[:stages]):.1f}"
    title = text("timing-title", lang, seconds=whole)
    drawn = [text_tag("title", title), text_tag("text", title, x=8, y=20, font_weight="bold")]
    for place, (name, seconds) in enumerate(rows):
        top = 40 + ROW * place
        wide = round((WIDTH - LEFT - RIGHT) * seconds / longest, 1)
        colour = "#1f5a7a" if place < stages else "#9bb7c6"
        drawn += [
            text_tag("text", name, x=LEFT - 8, y=top + 13, text_anchor="end"),
            tag("rect", x=LEFT, y=top, width=wide, height=18, fill=colour),
            text_tag("text", f"{seconds:.1f}", x=LEFT + wide + 6, y=top + 13),
        ]
    high = 50 + ROW * len(rows)
    asked = {"viewBox": f"0 0 {WIDTH} {high}", "xmlns": "http://www.w3.org/2000/svg"}
    return tag("svg", joined(drawn), **asked, font_family="sans-serif", font_size=12, role="img") + "\n"
