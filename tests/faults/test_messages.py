"""Every code that ingest can give has its texts, and every text of the catalogue is given somewhere."""

import re
import tomllib
from pathlib import Path

from analysis.messages import catalogue

SOURCE = Path(__file__).resolve().parents[2] / "src" / "analysis"
CODE = re.compile(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"')
BUILT = {"employee-empty", "unit-empty", "day-empty", "period-empty", "number-empty"}
"""Codes put together from a field's name."""


def codes_in_source() -> set[str]:
    files = [*SOURCE.joinpath("ingest").glob("*.py"), SOURCE / "validate.py"]
    return {code for file in files for code in CODE.findall(file.read_text("utf-8"))} | BUILT


CATALOGUES = ("problems", "sources", "attendance")


def problem_texts() -> dict[str, dict[str, str]]:
    """Every text of the catalogues that tell what is wrong in what was sent."""
    found: dict[str, dict[str, str]] = {}
    for name in CATALOGUES:
        found |= tomllib.loads(SOURCE.joinpath("catalogue", f"{name}.toml").read_text("utf-8"))
    return {code: texts for code, texts in found.items() if not code.startswith("bench-")}


def test_every_problem_text_is_used_and_stands_in_both_languages() -> None:
    own = problem_texts()
    assert set(own) <= codes_in_source()
    for code, texts in own.items():
        assert set(texts) == {"id", "en"}, code
        fields = {lang: set(re.findall(r"{(\w+?)(?:_id)?}", text)) for lang, text in texts.items()}
        assert fields["id"] == fields["en"], code


def test_every_code_in_the_source_that_looks_like_a_problem_has_texts() -> None:
    others = {
        "utf-8",
        "utf-8-sig",
        "survey-raw",
        "survey-tabulation",
        "attendance-days",
        "attendance-recap",
        "no-answers",
        "utf-16-le",
        "attendance-simpeg",
        "no-inspection",
        "yes-no",
    }
    assert codes_in_source() - others <= set(catalogue())


def test_every_error_says_what_to_do() -> None:
    own = problem_texts()
    told_only = {
        "hidden-sheet",
        "hidden-rows",
        "hidden-columns",
        "periods-touch",
        "more-of-the-same",
        "no-rows",
    }
    told_only |= {"no-respondents", "last-accepted-used", "element-without-answers", "printed-index-weight"}
    told_only |= {"corrections-not-toml"}
    for code in set(own) - told_only:
        assert own[code]["id"].count(".") + own[code]["id"].count("?") >= 2, code
