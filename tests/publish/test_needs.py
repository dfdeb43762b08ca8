"""Pages are made only of facts that are there: one an indicator that came, none of a register that never did."""

from pathlib import Path

import pytest

from analysis.city.place import City, load_city
from analysis.paths import Root
from analysis.publish.notebooks import tasks
from analysis.publish.template import templates


@pytest.fixture
def city(checkout: Path) -> City:
    return load_city(Root(checkout))


def made(checkout: Path, city: City, root: Root, *facts: str) -> set[str]:
    """The addresses of pages that are not of units or groups, in a root with these facts."""
    for name in facts:
        file = root.facts / "leadership" / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('{"indicator": {"title": {"id": "Judul", "en": "Title"}}}', "utf-8")
    found = [one for one in templates(checkout / "notebooks") if one.for_each in ("none", "indicator")]
    return {one.page.relative_to(root.reports).with_suffix("").as_posix() for one in tasks(found, city, root)}


def test_an_indicator_without_facts_has_no_page(checkout: Path, city: City, tmp_path: Path) -> None:
    root = Root(tmp_path)
    before = made(checkout, city, root)
    assert not any(address.startswith("indicator/") for address in before)
    after = made(checkout, city, root, "late-share", "skm-u1")
    assert after - before == {"indicator/late-share"}


@pytest.mark.parametrize("name", ["follow-through", "visits"])
def test_a_page_that_needs_facts_is_made_only_with_them(
    checkout: Path, city: City, tmp_path: Path, name: str
) -> None:
    root = Root(tmp_path)
    before = made(checkout, city, root)
    assert name not in before and {"effects", "indicators"} <= before
    assert made(checkout, city, root, name) - before == {name}
