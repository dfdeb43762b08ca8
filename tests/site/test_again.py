"""The embedded engine renders changed pages alone; what stands around all pages is put there afterwards."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from analysis.city.place import load_city
from analysis.paths import Root
from analysis.publish import embedded
from analysis.publish.again import Way
from analysis.publish.frames import put_back
from analysis.publish.made_of import made_of
from analysis.publish.parts import write_parts
from analysis.publish.site import build_site
from tests.site.test_site import digest

PAGE = "reports/unit/35.73.03.ipynb"


class Watched:
    """A root whose site is built by the embedded engine; `full`: by rendering, how many of its pages were not empty."""

    def __init__(self, root: Root, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.checkout, self.full = root, checkout, list[int]()
        whole = embedded._whole  # pyright: ignore[reportPrivateUsage]

        def watched(stage: Path) -> None:
            pages = [*stage.glob("*.qmd"), *stage.glob("reports/*.qmd"), *stage.rglob("*.ipynb")]
            stubs = set(embedded.STUBS.values())
            self.full.append(sum(page.read_text("utf-8") not in stubs for page in pages))
            whole(stage)

        monkeypatch.setattr(embedded, "_whole", watched)

    def build(self) -> dict[str, str]:
        self.full.clear()
        build_site(self.root, self.checkout, engine="embedded")
        return digest(self.root.site)

    def build_whole(self) -> dict[str, str]:
        shutil.rmtree(self.root.rendered)
        return self.build()

    def state(self, **new: object) -> None:
        file = self.root.facts / "leadership" / "state.json"
        file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | new), "utf-8")
        write_parts(self.root, load_city(self.root))

    def page(self, name: str, old: str, new: str) -> None:
        file = self.root.base / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def site(sample: Root, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Rendered once, whole."""
    shutil.copytree(sample.base, tmp_path / "root", ignore=shutil.ignore_patterns("_site", "interim"))
    watched = Watched(Root(tmp_path / "root"), checkout, monkeypatch)
    watched.build()
    return watched


CHANGES: dict[str, tuple[Callable[[Watched], object], int]] = {
    "nothing": (lambda site: None, 1),
    "a page": (lambda site: site.page(PAGE, "title: Kecamatan", "title: Kec."), 2),
    "the state of all data, which every page tells": (lambda site: site.state(data_hash="0" * 16), 2),
    "a fragment of one page": (lambda site: site.page("reports/_parts/glossary.md", "<dt", "<dt "), 2),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_pages_alone_come_out_as_in_the_whole(change: str, site: Watched) -> None:
    before = digest(site.root.site)
    make, rendered = CHANGES[change]
    make(site)
    after = site.build()
    assert site.full == [rendered]
    assert (after == before) == (change == "nothing")
    assert after == site.build_whole()
    assert site.full[0] > 100


def test_a_page_less_renders_everything(site: Watched) -> None:
    (site.root.base / PAGE).unlink()
    after = site.build()
    assert site.full[0] > 100
    assert not any("35.73.03.html" in name for name in after)


def test_a_spoilt_rendering_is_not_used(site: Watched) -> None:
    before = digest(site.root.site)
    page = next(site.root.rendered.rglob("index.html"))
    page.write_text("rusak", "utf-8")
    assert site.build() == before and site.full[0] > 100


def test_what_includes_itself_is_told_and_not_followed_for_ever(tmp_path: Path) -> None:
    (tmp_path / "a.qmd").write_text("{{< include _b.md >}}", "utf-8")
    (tmp_path / "_b.md").write_text("{{< include _b.md >}}", "utf-8")
    before = made_of(tmp_path, "1")
    (tmp_path / "_b.md").write_text("b {{< include _b.md >}}", "utf-8")
    assert made_of(tmp_path, "1")["a.qmd"] != before["a.qmd"]


def test_a_name_of_no_frame_is_a_comment_like_any_other() -> None:
    page = "<!-- retret:frame top-1 --><!-- retret:frame top-9 -->"
    assert put_back(page, {"top-1": "<header>"}) == "<header><!-- retret:frame top-9 -->"


def test_an_engine_that_renders_otherwise_in_other_company_renders_everything(
    site: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(site.root.site)
    some = embedded._some  # pyright: ignore[reportPrivateUsage]

    def otherwise(stage: Path, names: Sequence[str]) -> Sequence[str]:
        some(stage, names)
        for page in (stage / "_site").rglob("*.html"):
            page.write_text(page.read_text("utf-8") + "<!-- alone -->", "utf-8")
        return names

    way = embedded.embedded_way()
    monkeypatch.setattr(
        "analysis.publish.engine.embedded_way", lambda: Way(way.version, way.whole, otherwise, way.share)
    )
    assert site.build() == before
    assert [count > 100 for count in site.full] == [False, True]
