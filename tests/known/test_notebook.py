"""What a notebook says and reads, told from its cells; whatever is not understood reads everything."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.known.notebook import ALL, MORE, NEVER_MORE, OPENERS, Meaning, meaning
from analysis.known.prints import Seen
from analysis.view import View

PARAMETERS = 'unit: str = "a"\nlang: str = "id"'


def book(tmp_path: Path, code: str, **changed: Any) -> Meaning:
    cells = [
        {"cell_type": "raw", "metadata": {}, "source": "---\ntitle: x\n---"},
        {
            "cell_type": "code",
            "metadata": {"tags": ["parameters"]},
            "source": changed.get("parameters", PARAMETERS),
        },
        {
            "cell_type": "code",
            "metadata": changed.get("metadata", {}),
            "source": code,
            "outputs": changed.get("outputs", []),
            "execution_count": changed.get("count"),
        },
    ]
    file = tmp_path / "book.ipynb"
    file.write_text(json.dumps({"cells": cells, "metadata": changed.get("about", {})}))
    return meaning(file, Seen(tmp_path / "seen.json"))


USUAL = "from analysis.view import open_unit\nview = open_unit(unit)\nview.facts"


def test_outputs_counts_metadata_and_overridden_defaults_do_not_count(tmp_path: Path) -> None:
    plain = book(tmp_path, USUAL)
    for changed in (
        {"outputs": [{"output_type": "stream", "text": "x"}]},
        {"count": 7},
        {"metadata": {"collapsed": True}},
        {"about": {"kernelspec": {"name": "other"}}},
        {"parameters": PARAMETERS.replace('"a"', '"b"')},
    ):
        assert book(tmp_path, USUAL, **changed) == plain, changed
    for other in (
        book(tmp_path, USUAL + " "),
        book(tmp_path, USUAL, metadata={"tags": ["x"]}),
        book(tmp_path, USUAL, parameters=PARAMETERS.replace("lang", "edition")),
    ):
        assert other.mark != plain.mark


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        ("view = open_unit(unit)\nview.facts", set()),
        ("view = open_unit(unit)\nview.series(x)", {"series"}),
        ("view = open_unit(unit)\ncompare(view.peers(x), x, view.design_effect)", {"recent"}),
        ("view = open_unit(unit)\nbeside(unit, view.peers(x), x, view.design_effect)", {"beside"}),
        ("view = open_group(group)\nbeside(group, view.peers(x), x, view.design_effect)", {"beside"}),
        ("view = open_unit(unit)\nbeside('35.73', view.peers(x), x, view.design_effect)", {"peers"}),
        ("view = open_unit(unit)\nbeside(unit, y, view.peers(x))", {"peers"}),
        ("view = open_unit(unit)\nother(view.peers(x))", {"peers"}),
        ("view = open_unit(unit)\ny = view.peers(x)", {"peers"}),
        ("view = open_unit(unit)\nview.compared", {"beside"}),
        ("view = open_unit(unit)\nview.peer_rows", {"peers"}),
        ("view = open_effects(edition)\nview.estimated(x)", {"estimates"}),
        ("told = open_method()\npage(told)", set()),
        ("view = open_unit(unit)\nother(view)", set(ALL)),
        ("view = open_unit(unit)\nagain = view", set(ALL)),
        ("view = open_unit(unit)\nview.root", set(ALL)),
        ("view = open_unit('35.73')\nview.facts", set(ALL)),
        ("f(open_unit(unit))", set(ALL)),
        ("door = open_unit\nview = door(unit)", set(ALL)),
        ("%matplotlib inline", set(ALL)),
    ],
)
def test_what_a_notebook_reads(tmp_path: Path, code: str, reads: set[str]) -> None:
    assert book(tmp_path, code).reads == reads


def test_every_part_of_a_view_is_known_to_be_read_or_not() -> None:
    """A new attribute reads everything until someone says what it stands for; this test asks for that."""
    public = {name for name in (*dir(View), *View.__dataclass_fields__) if not name.startswith("_")}
    assert public - {"root"} == set(NEVER_MORE) | set(MORE)


def test_every_way_to_open_data_is_known() -> None:
    from analysis import view

    assert {name for name in dir(view) if name.startswith("open_")} == set(OPENERS)
