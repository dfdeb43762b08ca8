"""Which unit a cell means: code, official name, alias; homonyms by context; likeness only suggests."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.city.place import City
from analysis.ingest.cell import Wrong
from analysis.ingest.names import read_names, resolve
from analysis.ingest.reference import Reference
from tests.ingest.builders import malang

NAMES = read_names(malang())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("35.73.05.1011", "35.73.05.1011"),
        ("OPD.DLH", "OPD.DLH"),
        ("Kelurahan Lowokwaru", "35.73.05.1011"),
        ("KEL. LOWOKWARU", "35.73.05.1011"),
        ("Kec. Lowokwaru", "35.73.05"),
        ("Kelurahan Gadingkasri", "35.73.02.1010"),
        ("Kel. Tasik Madu", "35.73.05.1012"),
        ("Puskesmas Dinoyo", "PKM.DINOYO"),
        ("Dinkes", "OPD.DINKES"),
        ("Kelurahan Dinoyo Kota Malang", "35.73.05.1004"),
        ("Jodipan", "35.73.01.1011"),
    ],
)
def test_a_unit_is_known_by_code_name_alias_or_a_bare_name_that_is_its_own(
    reference: Reference, text: str, code: str
) -> None:
    assert resolve(reference.names, text) == code


def test_every_code_official_name_and_alias_is_its_own_unit(reference: Reference, city: City) -> None:
    for code, name in city.units.select("code", "name").iter_rows():
        assert resolve(reference.names, code) == resolve(reference.names, name) == code
    for alias, code in city.aliases.select("alias", "code").iter_rows():
        assert resolve(reference.names, alias) == code


@pytest.mark.parametrize("name", ["Lowokwaru", "Blimbing", "Klojen", "Sukun", "Kedungkandang", "Dinoyo"])
def test_a_homonym_without_context_is_refused_with_its_choices(reference: Reference, name: str) -> None:
    found = resolve(reference.names, name)
    assert isinstance(found, Wrong)
    assert found.code == "unit-of-many"
    assert found.values["choices"].count(";") >= 1


@pytest.mark.parametrize(
    ("text", "context", "code"),
    [
        ("Lowokwaru", ["Nama UPTD/Kelurahan"], "35.73.05.1011"),
        ("Lowokwaru", ["Kecamatan"], "35.73.05"),
        ("Dinoyo", ["Nama UPTD", "Dinas Kesehatan"], "PKM.DINOYO"),
        ("Dinoyo", ["Nama UPTD/Kelurahan", "Dinas Kesehatan"], "PKM.DINOYO"),
        ("Dinoyo", ["Nama Kelurahan", "Dinas Kesehatan"], "35.73.05.1004"),
    ],
)
def test_the_files_own_words_decide_between_homonyms(
    reference: Reference, text: str, context: list[str], code: str
) -> None:
    assert resolve(reference.names, text, context) == code


def test_a_misspelt_unit_is_suggested_and_never_matched(reference: Reference) -> None:
    assert resolve(reference.names, "Kec. Lowok Waru") == Wrong(
        "unit-not-known", {"written": "Kec. Lowok Waru", "near": "35.73.05", "name": "Kecamatan Lowokwaru"}
    )


@pytest.mark.parametrize("text", ["BUDI SANTOSO", "Budi Lowokwaru", "Siti dari Dinas", "198501012010011001"])
def test_what_may_be_a_person_is_not_quoted(reference: Reference, text: str) -> None:
    found = resolve(reference.names, text)
    assert isinstance(found, Wrong)
    assert found.code in ("unit-not-known-near", "unit-not-known-far")
    assert text not in found.values.values()


@given(data=st.data())
def test_one_letter_less_is_never_another_unit(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(malang().units["name"].to_list()))
    at = data.draw(st.integers(0, len(name) - 1))
    spoiled = name[:at] + name[at + 1 :]
    code = dict(malang().units.select("name", "code").iter_rows())[name]
    found = resolve(NAMES, spoiled)
    assert found == code or isinstance(found, Wrong)


@given(cell=st.one_of(st.text(max_size=40), st.floats(), st.none()))
def test_any_cell_gives_a_code_nothing_or_a_reason(cell: Any) -> None:
    found = resolve(NAMES, cell)
    assert found is None or isinstance(found, Wrong) or found in malang().units["code"].to_list()
