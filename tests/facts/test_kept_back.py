"""What the public edition withholds besides: nothing that is withheld follows from what is left."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import FEWEST_PUBLIC, HIDDEN, coarse, disclose
from analysis.facts.kept_back import Cell, determined, with_kept_back
from analysis.indicators.compute import SERIES
from analysis.indicators.definition import by_code

UNITS = tuple("abcdefg")
GROUPS: Mapping[str, Sequence[str]] = {
    "one": ("a",),
    "two": ("b", "c"),
    "four": ("d", "e", "f", "g"),
    "place": ("b", "d", "e"),
    "other-place": ("a", "c", "f", "g"),
}
CITY = "city"
DAY = date(2025, 5, 1)


def derived(secret: Sequence[str], totals: Sequence[Sequence[str]]) -> set[str]:
    """Gauss and Jordan in fractions: the secret units that stand alone in a row of what the totals say together."""
    rows = [[Fraction(code in total) for code in secret] for total in totals]
    done = 0
    for column in range(len(secret)):
        pivot = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [one / rows[done][column] for one in rows[done]]
        for at, row in enumerate(rows):
            if at != done and row[column]:
                rows[at] = [one - row[column] * two for one, two in zip(row, rows[done], strict=True)]
        done += 1
    return {secret[row.index(1)] for row in rows if sum(bool(one) for one in row) == 1}


def line(unit: str, indicator: str, **told: object) -> dict[str, object]:
    usual = {
        "unit": unit, "indicator": indicator, "first_day": DAY, "last_day": date(2025, 5, 31),
        "date": date(2025, 5, 16), "numerator": 20.0, "denominator": 40.0, "base": 40, "people": None,
        "value": 50.0, "status": "shown", "simulated": True,
    }  # fmt: skip
    return usual | told


def series(rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(SERIES) | dict(row) for row in rows], schema=SERIES)


def kept_back(rows: Sequence[Mapping[str, object]], indicator: str) -> pl.DataFrame:
    return with_kept_back(series(rows), GROUPS, CITY, [by_code()[indicator]])


withheld_units = st.sets(st.sampled_from(UNITS))


@given(secret=withheld_units, totals=st.sets(st.sampled_from([*GROUPS, CITY])))
@settings(max_examples=150)
def test_what_is_determined_is_what_elimination_finds(secret: set[str], totals: set[str]) -> None:
    members = {**GROUPS, CITY: UNITS}
    cells = {code: Cell(1, code not in secret) for code in UNITS}
    hidden = sorted(secret)
    assert set(determined(cells, members, sorted(totals))) == derived(
        hidden, [members[one] for one in totals]
    )


@given(withheld=withheld_units, there=st.sets(st.sampled_from(UNITS), min_size=3))
@settings(max_examples=100)
def test_nothing_withheld_follows_from_units_and_totals_that_are_told(
    withheld: set[str], there: set[str]
) -> None:
    """Every total is told at first; complaints have no person behind them, so small units take part in all of them."""
    rows = [
        line(code, "complaint-resolved", base=at + 3, **({"status": "withheld"} if code in withheld else {}))
        for at, code in enumerate(sorted(there))
    ]
    rows += [
        line(code, "complaint-resolved")
        for code in (*GROUPS, CITY)
        if code == CITY or set(GROUPS[code]) & there
    ]
    told = disclose(kept_back(rows, "complaint-resolved"), "public")
    shown = set(told.filter(pl.col("value").is_not_null()).get_column("unit"))
    secret = sorted(there - shown)
    totals = [sorted(there & set({**GROUPS, CITY: UNITS}[one])) for one in shown - there]
    assert derived(secret, totals) == set()
    if not withheld & there:
        assert shown == {row["unit"] for row in rows}


def test_the_city_s_total_stays_and_the_smallest_total_goes() -> None:
    rows = [line(code, "complaint-resolved") for code in (*UNITS, *GROUPS, CITY)]
    rows[1] = line("b", "complaint-resolved", status="withheld")
    found = kept_back(rows, "complaint-resolved").filter(HIDDEN)["unit"].to_list()
    assert CITY not in found
    assert {"two", "place"} & set(found)


def test_where_only_the_city_is_told_a_second_unit_is_withheld() -> None:
    rows = [line(code, "complaint-resolved", base=9 + at) for at, code in enumerate((*UNITS, CITY))]
    rows[3] = line("d", "complaint-resolved", base=2, status="withheld")
    found = kept_back(rows, "complaint-resolved").filter(HIDDEN)["unit"].to_list()
    assert found == ["b"]


def test_few_people_and_what_one_head_did_are_told_of_groups_only() -> None:
    few = [line(code, "late-share", people=FEWEST_PUBLIC - (code == "d")) for code in UNITS]
    assert set(kept_back(few, "late-share").filter(HIDDEN)["unit"]) == {"d"}
    alone = [line(code, "commitments-done") for code in (*UNITS, "four", CITY)]
    assert set(kept_back(alone, "commitments-done").filter(HIDDEN)["unit"]) == set(UNITS)


def test_the_public_edition_loses_origin_people_and_fine_digits() -> None:
    one = line("a", "late-share", people=30, value=12.3456, file="a.xlsx", sheet="x", row=3)
    (told,) = disclose(kept_back([one], "late-share"), "public").to_dicts()
    assert (told["value"], told["people"], told["file"], told["sheet"], told["row"]) == (
        12.3,
        None,
        None,
        None,
        None,
    )
    (shown,) = disclose(kept_back([one], "late-share"), "leadership").to_dicts()
    assert (shown["value"], shown["file"], shown["people"]) == (12.3456, "a.xlsx", 30)
    assert HIDDEN not in told and HIDDEN not in shown


def test_counts_are_told_to_the_nearest_five_and_never_as_none() -> None:
    assert [coarse(count, 5) for count in (0, 1, 2, 3, 7, 8, 12.0, 12.5, 1234)] == [
        0,
        5,
        5,
        5,
        5,
        10,
        10.0,
        15.0,
        1235,
    ]
    assert coarse(None, 5) is None
    assert coarse(13, None) == 13
