"""Two releases side by side: which figures moved, by how much, and because of what."""

import json
from dataclasses import replace

import polars as pl
import pytest

from analysis.paths import Root
from analysis.problems import RetretError
from analysis.release.causes import changed
from analysis.release.compare import Side, compare
from analysis.release.figures import FIGURES, of_facts
from analysis.release.told import summary
from analysis.released.manifest import Manifest
from analysis.released.releases import find, folder_of, read_packed
from tests.release.conftest import CORRECTED, NEW, REPLACED

AGENCY = "OPD.DISHUB"


def side(root: Root, name: str) -> Side:
    return Side(folder_of(root) / name, find(root, name))


@pytest.fixture(scope="module")
def found(released: Root) -> pl.DataFrame:
    return compare(side(released, "2026-11"), side(released, "2026-11-r1"), "leadership")


def values(found: pl.DataFrame, **wanted: str) -> pl.DataFrame:
    """The changed periods of these keys."""
    return found.filter(pl.col("kind") == "value", *(pl.col(key) == one for key, one in wanted.items()))


def test_inputs_that_differ_are_told_by_what_happened_to_them(released: Root) -> None:
    told = changed(find(released, "2026-11"), find(released, "2026-11-r1"))
    assert told.files_new == {NEW}
    assert told.files_changed == {REPLACED}
    assert told.files_corrected == {CORRECTED}
    causes = {cause for cause, names in told.inputs.items() if names}
    assert causes == {"new-data", "revised-data", "corrections"}


def test_a_new_month_is_new_data_and_a_month_that_was_told_is_replaced(found: pl.DataFrame) -> None:
    november = found.filter(pl.col("how") == "new")
    assert november.height > 0
    assert set(november["first_day"]) == {"2026-11-01"}
    assert november["causes"].to_list() == [["new-data"]] * november.height
    october = values(found, page=AGENCY, indicator="complaints-per-1000", how="moved")
    assert october["first_day"].to_list() == ["2026-10-01"]
    assert october["causes"].to_list() == [["revised-data"]]


def test_a_correction_moves_its_month_and_says_so(found: pl.DataFrame) -> None:
    moved = values(found, how="moved").filter(pl.col("indicator").str.starts_with("disposition"))
    assert moved.height > 0
    assert set(moved["first_day"]) == {"2024-07-01"}
    assert moved["causes"].to_list() == [["corrections"]] * moved.height


def test_both_values_are_those_of_the_two_releases(released: Root, found: pl.DataFrame) -> None:
    row = values(found, page=AGENCY, indicator="complaints-per-1000", how="moved").row(0, named=True)
    for name, end in (("2026-11", "before"), ("2026-11-r1", "after")):
        file = folder_of(released) / name / "facts" / "leadership" / f"{AGENCY}.json.gz"
        about = next(
            one for one in json.loads(read_packed(file))["indicators"] if one["code"] == "complaints-per-1000"
        )
        october = next(point for point in about["series"] if point["first_day"] == "2026-10-01")
        assert row[end] == october["value"]


def test_what_did_not_change_is_not_told(found: pl.DataFrame) -> None:
    assert not found["indicator"].str.starts_with("skm").any()
    assert summary(found)["revised_all"] == values(found).filter(pl.col("how") != "new").height


def pretended(one: Side, manifest: Manifest) -> Side:
    return replace(one, release=manifest)


@pytest.mark.parametrize(
    ("key", "cause"),
    [("code:effects/gls.py", "code"), ("version:numpy", "code"), ("city:malang/events.csv", "settings")],
)
def test_another_code_or_setting_may_move_everything(released: Root, key: str, cause: str) -> None:
    first, second = side(released, "2026-11"), side(released, "2026-11-r1")
    other = second.release.model_copy(
        update={"inputs": {**first.release.inputs, key: "other"}, "corrections": first.release.corrections}
    )
    told = compare(first, pretended(second, other), "public")
    assert told["causes"].to_list() == [[cause]] * told.height


def test_another_plan_moves_judgements_only(released: Root) -> None:
    first, second = side(released, "2026-11"), side(released, "2026-11-r1")
    inputs = {**second.release.inputs, "city:malang/plan.toml": "other"}
    told = compare(
        first, pretended(second, second.release.model_copy(update={"inputs": inputs})), "leadership"
    )
    planned = told.filter(pl.col("causes").list.contains("plan"))
    assert set(planned["page"]) <= {"effects", "decision"}
    assert "plan" not in set(told.filter(pl.col("kind") == "value")["causes"].explode())


def test_a_change_without_any_reason_is_not_hidden(released: Root) -> None:
    first, second = side(released, "2026-11"), side(released, "2026-11-r1")
    same = second.release.model_copy(
        update={"inputs": first.release.inputs, "corrections": first.release.corrections}
    )
    told = compare(first, pretended(second, same), "leadership")
    assert told["causes"].to_list() == [["unexplained"]] * told.height


def test_simulated_and_real_are_never_compared(released: Root) -> None:
    first, second = side(released, "2026-11"), side(released, "2026-11-r1")
    real = second.release.model_copy(update={"simulated": False})
    with pytest.raises(RetretError) as stopped:
        compare(first, pretended(second, real), "leadership")
    assert stopped.value.code == "release-mixed"


def test_facts_of_another_schema_name_the_version_that_reads_them(released: Root) -> None:
    first, second = side(released, "2026-11"), side(released, "2026-11-r1")
    older = first.release.model_copy(update={"facts_schema": "retret-facts/0", "package": "0.0.9"})
    with pytest.raises(RetretError) as stopped:
        compare(pretended(first, older), second, "leadership")
    assert (stopped.value.code, stopped.value.values["package"]) == ("release-other-facts", "0.0.9")


def test_a_verdict_that_changed_is_a_figure(released: Root) -> None:
    file = folder_of(released) / "2026-11" / "facts" / "public" / "decision.json.gz"
    rows = pl.DataFrame(list(of_facts(json.loads(read_packed(file)))), schema=FIGURES, orient="row")
    assert rows["kind"].to_list() == ["verdict", "level", "rule"]
    assert rows["word"].null_count() == 0


def test_the_public_edition_names_no_files(released: Root) -> None:
    for edition, named in (("leadership", True), ("public", False)):
        told = json.loads(
            read_packed(folder_of(released) / "2026-11-r1" / "told" / edition / "changes.json.gz")
        )
        assert any(one["names"] for one in told["since"]["inputs"]) is named
