"""The dictionary tells every declared column and every column of every contract, and its Markdown is whole."""

from analysis.console.dictionary import markdown
from analysis.contract import TABLES
from analysis.delivery.dictionary import dictionary
from analysis.messages import LANGS
from analysis.sources.declaration import sources


def test_every_source_column_and_contract_is_told() -> None:
    entries = {entry.source.name: entry for entry in dictionary()}
    assert list(entries) == [source.name for source in sources()]
    for source in sources():
        entry = entries[source.name]
        assert [column.name for column in entry.sent] == list(source.columns)
        assert [column.name for column in entry.kept] == list(TABLES[source.name].columns())
        assert entry.contract_about


def test_markdown_tables_have_as_many_cells_as_heads() -> None:
    for lang in LANGS:
        for line in markdown(dictionary(), lang).splitlines():
            if line.startswith("|"):
                cells = line.replace("\\|", "").count("|")
                assert cells in (4, 6), line
