"""Whatever the two engines would not render alike is refused, with file and line."""

import json
from pathlib import Path

import pytest

from analysis.publish.notebook_scan import scan_notebook
from analysis.publish.subset import scan

REFUSED = [
    ("Lihat @fig-ikm di bawah.", "subset-crossref", 1),
    ("teks\n\n![a](a.png){#fig-ikm}", "subset-crossref", 3),
    ("Menurut [@banerjee2008] begitu.", "subset-citation", 1),
    ("Menurut @banerjee2008, begitu.", "subset-citation", 1),
    ("Rumus $x^2$ di sini.", "subset-maths", 1),
    ("a\n\n$$x$$", "subset-maths", 3),
    ("+---+---+\n| a | b |", "subset-grid-table", 1),
    ("```{python}\n1\n```", "subset-executable", 1),
    ("teks\n\n```{mermaid}\ngraph\n```", "subset-executable", 3),
    ("```{ojs}\nx\n```", "subset-executable", 1),
    ("```mermaid\ngraph\n```", "subset-executable", 1),
    ("```{=latex}\nx\n```", "subset-raw-format", 1),
    ("```python\nx = 1  # <1>\n```", "subset-annotation", 2),
    ("{{< embed a.ipynb >}}", "subset-shortcode", 1),
    ("a {{< video x.mp4 >}}", "subset-shortcode", 1),
    ('::: {.content-visible when-profile="public"}\nx\n:::', "subset-div", 1),
    ("::: {.column-margin}\nx\n:::", "subset-div", 1),
    ("::: {.callout-danger}\nx\n:::", "subset-div", 1),
    ("teks\n# Judul", "subset-heading", 2),
    ("teks\n- satu", "subset-list", 2),
    ("teks\n1. satu", "subset-list", 2),
    ("---\ntitle: a\naliases: [b]\n---\n", "subset-front", 3),
    ("---\ntitle: a\nlisting:\n  contents: x\n---\n", "subset-front", 3),
    ("---\ntitle: a\ntheme: gaya.scss\n---\n", "subset-front", 3),
    ("---\ntitle: a\nbibliography: x.bib\n---\n", "subset-front", 3),
    ('```{=html}\n<script src="/x.js"></script>\n```', "subset-root-path", 2),
    ("<a href='/x.html'>x</a>", "subset-root-path", 1),
    ('```{=html}\n<p>\n<img src="https://example.org/a.png">\n```', "subset-request", 3),
    ("```{=html}\n<script src=//example.org/a.js></script>\n```", "subset-request", 2),
    ("```{=html}\n<style>@import 'a.css'</style>\n```", "subset-request", 2),
    ("```{=html}\n<style>p{background:url(http://example.org/a)}</style>\n```", "subset-request", 2),
]


@pytest.mark.parametrize(("source", "code", "line"), REFUSED)
def test_a_construct_outside_is_refused_at_its_line(source: str, code: str, line: int) -> None:
    found = scan(source, "halaman.qmd")
    assert [(one.code, one.file, one.line) for one in found] == [(code, "halaman.qmd", line)]
    assert found[0].found


ALLOWED = """---
title: Judul
subtitle: b
description: c
toc: false
title-block-style: none
---

# Judul

Surel ke orang@contoh.id, harga Rp 5.000, 5 $ dan 6 $, `@fig-a` dan `$x$`, 20 %.
Baris kedua - dengan tanda hubung.

- satu
- dua
  lanjutan
- tiga

1. satu
2. dua

| a | b |
|:--|--:|
| 1 | 2 |

: Keterangan

::: {.callout-note title="Perhatikan" collapse="true"}
Isi.[^1]
:::

:::: {layout-ncol=2}

::: {.kiri}
x
:::

::::

[^1]: Catatan kaki.

{{< include _a.md >}} {{< meta title >}} {{< var x >}}

```{=html}
<a href="https://example.org/">tautan boleh</a> <img src="../a.png"> <script src="../_style/a.js"></script>
teks @fig-x $y$ [@z]
```

```python
x = "{{< embed >}}"
```
"""


def test_the_subset_itself_passes() -> None:
    assert scan(ALLOWED, "halaman.qmd") == []


def test_every_committed_page_is_inside(checkout: Path) -> None:
    pages = [*checkout.glob("*.qmd"), *(checkout / "reports").glob("*.qmd")]
    assert len(pages) >= 4
    assert [one for page in pages for one in scan(page.read_text("utf-8"), page.name)] == []


def book(*cells: dict[str, object]) -> str:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def code_cell(*outputs: dict[str, object]) -> dict[str, object]:
    return {"cell_type": "code", "source": "x", "outputs": list(outputs), "metadata": {}}


@pytest.mark.parametrize("kind", ["text/html", "application/vnd.plotly.v1+json", "image/png"])
def test_an_output_that_quarto_would_load_scripts_for_is_refused(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    output = {"output_type": "display_data", "metadata": {}, "data": {kind: "x", "text/plain": "x"}}
    file.write_text(book({"cell_type": "markdown", "source": "a"}, code_cell(output)), "utf-8")
    found = scan_notebook(file, "reports/a.ipynb")
    assert [(one.code, one.file, one.found) for one in found] == [
        ("subset-output", "reports/a.ipynb › 2", kind)
    ]


def test_a_cell_that_stopped_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    file.write_text(book(code_cell({"output_type": "error", "ename": "KeyError", "evalue": "'x'"})), "utf-8")
    assert [(one.code, one.found) for one in scan_notebook(file, "a.ipynb")] == [("subset-error", "KeyError")]


def test_markdown_in_a_notebook_is_scanned_with_cell_and_line(tmp_path: Path) -> None:
    file = tmp_path / "a.ipynb"
    markdown = {
        "output_type": "execute_result",
        "metadata": {},
        "data": {"text/markdown": ["a\n", "\n", "$$x$$"]},
    }
    file.write_text(
        book({"cell_type": "markdown", "source": ["a\n", "\n", "@tbl-x"]}, code_cell(markdown)), "utf-8"
    )
    found = scan_notebook(file, "a.ipynb")
    assert [(one.code, one.file, one.line) for one in found] == [
        ("subset-crossref", "a.ipynb › 1", 3),
        ("subset-maths", "a.ipynb › 2", 3),
    ]
