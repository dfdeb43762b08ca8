"""What is done to a rendered page, whichever engine made it."""

from pathlib import Path

from analysis.publish.around import BOTTOM, BOTTOM_END, ENGINE, TOP, TOP_END
from analysis.publish.engine import Engine, find_engine, render
from analysis.publish.labels import finish

EMBEDDED, QUARTO = Engine("smalldocs", "0.5.4", None), Engine("Quarto", "1.10.18", "quarto")
PAGE = (
    f"<html><body class='x'><main>{TOP}<header>atas</header>{TOP_END}<p>isi</p>"
    f"{BOTTOM}<footer>bawah {ENGINE}</footer>{BOTTOM_END}</main></body></html>"
)


def test_header_and_footer_leave_the_main_element() -> None:
    page = finish(PAGE, QUARTO, "id")
    order = [
        page.index(part) for part in ("<body", "<header>", "<main>", "isi", "</main>", "<footer>", "</body>")
    ]
    assert order == sorted(order)
    assert "bawah · dirender dengan Quarto 1.10.18" in page


def test_a_page_without_a_frame_stays_as_it_is() -> None:
    assert finish("<body><main>x</main></body>", QUARTO, "id") == "<body><main>x</main></body>"


def test_quarto_keeps_its_own_scripts() -> None:
    page = '<link href="site_libs/bootstrap.css"><script src="site_libs/a.js"></script>'
    assert finish(page, QUARTO, "id") == page
    assert finish(page, EMBEDDED, "id") == ""


def test_tabs_alone_keep_their_script_and_callouts_speak_indonesian(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text(
        "project:\n  type: website\nlang: id\nwebsite:\n  search: false\n", "utf-8"
    )
    (tmp_path / "index.qmd").write_text(
        "# a\n\n::: {.panel-tabset}\n\n## satu\n\nx\n\n## dua\n\ny\n\n:::\n\n::: {.callout-warning}\nz\n:::\n",
        "utf-8",
    )
    page = finish(
        (render(find_engine("embedded"), tmp_path) / "index.html").read_text("utf-8"), EMBEDDED, "id"
    )
    assert page.count("<script") == 1 and "bootstrap.bundle.min.js" in page
    assert "Peringatan" in page and "Warning" not in page
    assert "stylesheet" not in page
