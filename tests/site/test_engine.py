"""Which engine renders is never a surprise: a Quarto that is named and does not run is an error."""

from pathlib import Path

import pytest

from analysis.problems import RetretError
from analysis.publish.engine import find_engine, render


def program(folder: Path, body: str) -> Path:
    file = folder / "quarto"
    file.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    file.chmod(0o755)
    return file


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine without Quarto."""
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    return monkeypatch


def test_without_quarto_the_embedded_engine_renders(alone: pytest.MonkeyPatch) -> None:
    engine = find_engine("auto")
    assert (engine.name, engine.command) == ("smalldocs", None)
    assert engine.version.count(".") == 2


def test_quarto_on_the_path_is_taken(alone: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = program(tmp_path, "echo 1.10.18")
    alone.setenv("PATH", str(tmp_path))
    engine = find_engine("auto")
    assert (engine.name, engine.version, engine.command) == ("Quarto", "1.10.18", str(file))
    assert find_engine("embedded").name == "smalldocs"


def test_the_named_quarto_comes_before_the_path(alone: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "named").mkdir()
    program(tmp_path, "echo 1.0.0")
    alone.setenv("PATH", str(tmp_path))
    alone.setenv("QUARTO_PATH", str(program(tmp_path / "named", "echo 2.0.0")))
    assert find_engine("quarto").version == "2.0.0"


@pytest.mark.parametrize("body", ["exit 3", "echo rusak >&2; exit 1", "true"])
def test_a_quarto_that_does_not_run_stops(alone: pytest.MonkeyPatch, tmp_path: Path, body: str) -> None:
    alone.setenv("QUARTO_PATH", str(program(tmp_path, body)))
    with pytest.raises(RetretError) as stopped:
        find_engine("auto")
    assert stopped.value.code == "broken-quarto"


def test_a_named_quarto_that_is_not_there_stops(alone: pytest.MonkeyPatch, tmp_path: Path) -> None:
    alone.setenv("QUARTO_PATH", str(tmp_path / "nowhere"))
    with pytest.raises(RetretError) as stopped:
        find_engine("auto")
    assert stopped.value.code == "broken-quarto" and "nowhere" in stopped.value.values["command"]


def test_asking_for_quarto_without_one_stops(alone: pytest.MonkeyPatch) -> None:
    with pytest.raises(RetretError) as stopped:
        find_engine("quarto")
    assert stopped.value.code == "no-quarto"


def test_an_unknown_engine_is_wrong_use() -> None:
    with pytest.raises(RetretError) as stopped:
        find_engine("hugo")
    assert (stopped.value.code, stopped.value.exit_code) == ("unknown-engine", 2)


def test_a_quarto_that_fails_to_render_is_told_with_its_words(
    alone: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = program(
        tmp_path, 'if [ "$1" = --version ]; then echo 1.9.0; else echo "ERROR: halaman" >&2; exit 1; fi'
    )
    alone.setenv("QUARTO_PATH", str(file))
    with pytest.raises(RetretError) as stopped:
        render(find_engine("auto"), tmp_path)
    assert stopped.value.code == "engine-failed" and "ERROR: halaman" in stopped.value.values["why"]


def test_quarto_renders_the_staged_folder(alone: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stage = tmp_path / "stage"
    stage.mkdir()
    body = 'if [ "$1" = --version ]; then echo 1.9.0; else mkdir "$2/_site"; : > "$2/_site/index.html"; fi'
    alone.setenv("QUARTO_PATH", str(program(tmp_path, body)))
    alone.setenv("PATH", "/usr/bin:/bin")
    assert render(find_engine("auto"), stage) == stage / "_site"


def test_what_the_embedded_engine_does_not_know_stops(tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text("project:\n  type: website\n", "utf-8")
    (tmp_path / "index.qmd").write_text("# a\n\n{{< include _missing.md >}}\n\n[b](nowhere.qmd)\n", "utf-8")
    with pytest.raises(RetretError) as stopped:
        render(find_engine("embedded"), tmp_path)
    assert "_missing.md" in stopped.value.values["why"] and "nowhere.qmd" in stopped.value.values["why"]
