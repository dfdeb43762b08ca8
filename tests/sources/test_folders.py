"""The folder rule that suppliers read names every source, its folder and its owner."""

from pathlib import Path

from analysis.sources.declaration import by_folder, sources


def test_the_readme_of_the_raw_folder_names_every_source(checkout: Path) -> None:
    told = (checkout / "data" / "raw" / "README.md").read_text("utf-8")
    for source in sources():
        assert f"| `{source.folder}/` | {source.title.id} | {source.owner} |" in told
        for layout in source.layouts.values():
            assert layout.title.id in told


def test_no_two_sources_share_a_folder() -> None:
    assert len(by_folder()) == len(sources())
